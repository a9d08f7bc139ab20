import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Chart } from "../chart/chart";
import { SeasonTable } from "./season_table";

/** Kinds of figures that have a course over months. */
export const WITH_TREND = ["additive", "ratio"];

/** Where a figure goes: its months, its seasons and the end of the year. */
export class Trend extends Component {
    static template = "kms_dashboard.Trend";
    static components = { Chart, SeasonTable };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ trend: null, table: false });
        onMounted(() => this.load(this.props));
        onWillUpdateProps((props) => {
            if (props.record.resId !== this.props.record.resId) {
                this.load(props);
            }
        });
    }

    async load({ record }) {
        this.state.trend = null;
        const { resId } = record;
        if (!resId || !WITH_TREND.includes(record.data.kind)) {
            return;
        }
        const trend = await this.orm.call("kms.metric", "trend", [[resId]]);
        if (this.props.record.resId === resId) {
            this.state.trend = trend;
        }
    }

    /** @returns {Object} the months as a line of a board */
    get widget() {
        const { figure, months } = this.state.trend;
        return { kind: "line", title: figure.name, split_by: false, data: months };
    }

    async drill(code, { first, last }) {
        const period = { kind: "range", date: first, last };
        this.action.doAction(await this.orm.call("kms.board", "drill", [code, period, {}, {}]));
    }
}

export const trend = { component: Trend, fieldDependencies: [{ name: "kind", type: "selection" }] };

registry.category("view_widgets").add("kms_trend", trend);
