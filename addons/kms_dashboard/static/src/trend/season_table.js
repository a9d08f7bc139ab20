import { Component } from "@odoo/owl";

const { Info } = luxon;

/** By how much each month of the year differs from an average one (100). */
export class SeasonTable extends Component {
    static template = "kms_dashboard.SeasonTable";
    static props = { seasons: Array };

    /** @returns {Object[]} the months with their names and the length of their bars */
    get rows() {
        const names = Info.months("long");
        const most = Math.max(...this.props.seasons.map((season) => season.index), 1);
        return this.props.seasons.map(({ month, index }) => ({
            name: names[month - 1],
            index,
            width: Math.max((100 * index) / most, 0),
        }));
    }
}
