import { Component } from "@odoo/owl";

/** The latest records behind a figure. */
export class Feed extends Component {
    static template = "kms_dashboard.Feed";
    static props = {
        widget: Object,
        table: { type: Boolean, optional: true },
        drill: Function,
        openRecord: Function,
    };

    get data() {
        return this.props.widget.data;
    }

    /** @returns {Object[]} one row of each figure that has some */
    get behind() {
        const { rows } = this.data;
        return rows.filter(
            ({ metric }, rank) => rows.findIndex((row) => row.metric === metric) === rank
        );
    }
}
