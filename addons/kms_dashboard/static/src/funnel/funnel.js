import { Component } from "@odoo/owl";

/** Steps of which each is a part of the one before. */
export class Funnel extends Component {
    static template = "kms_dashboard.Funnel";
    static props = {
        widget: Object,
        table: { type: Boolean, optional: true },
        drill: Function,
        openRecord: { type: Function, optional: true },
    };

    get rows() {
        const { rows } = this.props.widget.data;
        const widest = Math.max(1, ...rows.map((row) => row.value || 0));
        return rows.map((row) => ({
            ...row,
            width: Math.max(2, (100 * (row.value || 0)) / widest),
        }));
    }
}
