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
}
