import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { WITH_TREND } from "../trend/trend";

const SIZES = {
    card: [3, 2],
    gauge: [3, 3],
    feed: [4, 4],
    top: [4, 4],
    leaderboard: [4, 4],
    doughnut: [4, 4],
    funnel: [4, 4],
    trend: [6, 5],
};
const NEEDS_SPLIT = ["doughnut", "top", "leaderboard"];
const SEVERAL = ["line", "bar", "area", "doughnut", "funnel", "top", "feed"];

/** Choose what a new widget shows. */
export class WidgetDialog extends Component {
    static template = "kms_dashboard.WidgetDialog";
    static components = { Dialog };
    static props = {
        choices: Object,
        onConfirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ kind: "card", codes: [], split: "", name: "" });
    }

    get isSeveral() {
        return SEVERAL.includes(this.state.kind) && !this.state.split;
    }

    /** @returns {Object[]} the figures that this kind of widget can show */
    get metrics() {
        const { metrics } = this.props.choices;
        const { kind } = this.state;
        return kind === "trend"
            ? metrics.filter((metric) => WITH_TREND.includes(metric.kind))
            : metrics;
    }

    get chosen() {
        const { codes } = this.state;
        return this.metrics.filter((metric) => codes.includes(metric.code));
    }

    get splits() {
        const allowed = this.chosen[0]?.splits || [];
        return this.props.choices.splits.filter(([code]) => allowed.includes(code));
    }

    get hasSplit() {
        return !["card", "gauge", "feed", "funnel", "trend"].includes(this.state.kind);
    }

    get needsSplit() {
        const parts = this.state.kind === "doughnut" && this.state.codes.length > 1;
        return NEEDS_SPLIT.includes(this.state.kind) && !parts;
    }

    get isComplete() {
        return this.chosen.length && (!this.needsSplit || this.state.split);
    }

    toggle(code) {
        const { codes } = this.state;
        if (!this.isSeveral) {
            this.state.codes = [code];
        } else if (codes.includes(code)) {
            this.state.codes = codes.filter((other) => other !== code);
        } else {
            codes.push(code);
        }
        if (!this.splits.some(([split]) => split === this.state.split)) {
            this.state.split = "";
        }
    }

    setKind(kind) {
        this.state.kind = kind;
        if (!this.hasSplit) {
            this.state.split = "";
        }
        if (!this.isSeveral) {
            this.state.codes = this.state.codes.slice(0, 1);
        }
    }

    confirm() {
        const { kind, split, name } = this.state;
        const [width, height] = SIZES[kind] || [6, 4];
        this.props.onConfirm({
            kind,
            name,
            metrics: this.chosen,
            split_by: split || false,
            limit: 10,
            width,
            height,
        });
        this.props.close();
    }
}
