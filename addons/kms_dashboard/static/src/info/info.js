import { Component } from "@odoo/owl";

/** What is behind the «i»: the words that define each figure of a widget. */
export class Info extends Component {
    static template = "kms_dashboard.Info";
    static props = {
        metrics: Array,
        drill: Function,
        close: { type: Function, optional: true },
    };

    open(metric, part) {
        this.props.close?.();
        this.props.drill(metric.code, part ? { part } : {});
    }
}
