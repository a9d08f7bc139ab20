import { Component } from "@odoo/owl";
import { Chart } from "../chart/chart";
import { SeasonTable } from "./season_table";

const { Info } = luxon;

/** A trend on a board: twelve rolling months, the seasons, and where the year will end. */
export class TrendWidget extends Component {
    static template = "kms_dashboard.TrendWidget";
    static components = { Chart, SeasonTable };
    static props = {
        widget: Object,
        table: { type: Boolean, optional: true },
        drill: Function,
        openRecord: { type: Function, optional: true },
    };

    get data() {
        return this.props.widget.data;
    }

    /** @returns {Object} the months as a line of a board */
    get chart() {
        return { ...this.props.widget, kind: "line", split_by: false };
    }

    /** @returns {Object} places on the bar of the year, in percent */
    get year() {
        const { done, value, low_value, high_value } = this.data.projection;
        const whole = Math.max(high_value, value, done, 1);
        const place = (amount) => (100 * Math.min(Math.max(amount, 0), whole)) / whole;
        return {
            done: place(done),
            value: place(value),
            low: place(low_value),
            band: place(high_value) - place(low_value),
        };
    }

    /** @returns {Object[]} a bar for each month of the year, the highest one of height 1 */
    get seasons() {
        const [long, short] = [Info.months("long"), Info.months("narrow")];
        const most = Math.max(...this.data.seasons.map((season) => season.index), 1);
        return this.data.seasons.map(({ month, index }) => ({
            letter: short[month - 1],
            title: `${long[month - 1]} ${index}`,
            height: Math.max(index / most, 0).toFixed(3),
        }));
    }
}
