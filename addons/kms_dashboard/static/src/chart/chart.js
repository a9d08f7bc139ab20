import {
    Component,
    onMounted,
    onPatched,
    onWillUnmount,
    useExternalListener,
    useRef,
} from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { deserializeDate } from "@web/core/l10n/dates";
import { chartConfig, inksOf } from "./chart_config";
import { ChartTable } from "./chart_table";

/** Lines, bars, stacked areas and doughnuts; the library comes after the rest of the board. */
export class Chart extends Component {
    static template = "kms_dashboard.Chart";
    static components = { ChartTable };
    static props = {
        widget: Object,
        table: { type: Boolean, optional: true },
        drill: Function,
        openRecord: { type: Function, optional: true },
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        this.drawn = null;
        onMounted(() => this.draw());
        onPatched(() => this.draw());
        onWillUnmount(() => this.clear());
        // what is drawn on screen has to fit the paper
        useExternalListener(window, "beforeprint", () => this.chart?.resize());
        useExternalListener(window, "afterprint", () => this.chart?.resize());
    }

    get data() {
        return this.props.widget.data;
    }

    get isEmpty() {
        return !(this.data.series || this.data.rows).length;
    }

    /** @returns {string[]} names of the points of the curve */
    get labels() {
        const { steps } = this.data;
        const long = steps.length && steps[0][0] !== steps[0][1];
        const months = long && steps.some(([first, last]) => last.slice(8) - first.slice(8) > 7);
        const format = months
            ? { month: "short", year: "2-digit" }
            : { day: "numeric", month: "short" };
        return steps.map(([first]) => deserializeDate(first).toLocaleString(format));
    }

    clear() {
        this.chart?.destroy();
        this.chart = null;
        this.drawn = null;
    }

    async draw() {
        const { data } = this;
        if (!this.canvas.el || this.isEmpty) {
            this.clear();
            return;
        }
        await loadBundle("web.chartjs_lib");
        if (!this.canvas.el || (this.drawn === data && this.chart?.canvas === this.canvas.el)) {
            return;
        }
        this.clear();
        this.drawn = data;
        const { kind } = this.props.widget;
        const labels = kind === "doughnut" ? [] : this.labels;
        const config = chartConfig(kind, data, labels, inksOf(this.canvas.el), (point) =>
            this.open(point)
        );
        this.chart = new window.Chart(this.canvas.el, config);
    }

    /** @param {{series: number, index: number}} point */
    open({ series, index }) {
        const { kind, split_by } = this.props.widget;
        if (kind === "doughnut") {
            const { metric, key } = this.data.rows[index];
            this.props.drill(metric, split_by ? { [split_by]: key } : {});
            return;
        }
        const line = this.data.series[series];
        // a line of other days has steps of its own
        const [first, last] = (line.steps || this.data.steps)[index];
        const part = split_by ? { [split_by]: line.key } : {};
        this.props.drill(line.metric, { ...part, first, last });
    }
}
