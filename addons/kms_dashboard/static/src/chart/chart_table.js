import { Component } from "@odoo/owl";
import { formatPoint } from "./format";

/** The figures behind a chart: always there for screen readers, on demand for everybody. */
export class ChartTable extends Component {
    static template = "kms_dashboard.ChartTable";
    static props = {
        title: String,
        data: Object,
        labels: { type: Array, optional: true },
        shown: Boolean,
        open: Function,
    };

    format(series, index) {
        return formatPoint(this.props.data, series, index);
    }
}
