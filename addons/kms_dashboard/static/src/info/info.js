import { Component, onWillStart } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { WITH_TREND } from "../trend/trend";

/** What is behind the «i»: the words that define each figure of a widget. */
export class Info extends Component {
    static template = "kms_dashboard.Info";
    static props = {
        metrics: Array,
        drill: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        this.action = useService("action");
        const orm = useService("orm").cache({ type: "ram" });
        onWillStart(async () => {
            const codes = this.props.metrics.map((metric) => metric.code);
            this.metrics = await orm.call("kms.board", "define", [codes]);
        });
    }

    hasTrend(metric) {
        return WITH_TREND.includes(metric.kind);
    }

    openTrend(metric) {
        this.props.close?.();
        this.action.doAction({
            type: "ir.actions.act_window",
            name: metric.name,
            res_model: "kms.metric",
            res_id: metric.id,
            views: [[false, "form"]],
        });
    }

    open(metric, part) {
        this.props.close?.();
        this.props.drill(metric.code, part ? { part } : {});
    }
}
