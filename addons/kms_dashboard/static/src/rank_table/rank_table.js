import { Component } from "@odoo/owl";

/** Top table and leaderboard: a row for each, the bar shows its part of the largest. */
export class RankTable extends Component {
    static template = "kms_dashboard.RankTable";
    static props = {
        widget: Object,
        table: { type: Boolean, optional: true },
        drill: Function,
        openRecord: { type: Function, optional: true },
    };

    get data() {
        return this.props.widget.data;
    }

    get rows() {
        const largest = Math.max(...this.data.rows.map((row) => row.values[0].value || 0), 0);
        return this.data.rows.map((row) => ({
            ...row,
            width: largest ? Math.max(0, (100 * (row.values[0].value || 0)) / largest) : 0,
        }));
    }

    open(row, column) {
        this.props.drill(this.data.columns[column].metric, {
            [this.props.widget.split_by]: row.key,
        });
    }
}
