import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

const MEASURES = [
    ["auc", _t("AUC: pairs in the right order")],
    ["precision", _t("Precision: hot leads that were won")],
    ["recall", _t("Recall: won leads that were hot")],
    ["top_precision", _t("Won among the best fifth")],
    ["top_recall", _t("Won leads found in the best fifth")],
    ["brier", _t("Brier score (0 is perfect)")],
    ["calibration_error", _t("Calibration error (0 is perfect)")],
];

/** What a training is worth: its measures beside those of core, foretold against what came. */
export class ScoreReport extends Component {
    static template = "kms_marketing.ScoreReport";
    static props = { ...standardFieldProps };

    get report() {
        return this.props.record.data[this.props.name] || {};
    }

    get measures() {
        const { ours, core } = this.report;
        return MEASURES.map(([name, label]) => ({
            name,
            label,
            ours: this.format(ours?.[name]),
            core: this.format(core?.[name]),
        }));
    }

    get bars() {
        return (this.report.ours?.calibration || []).map((bin) => ({
            label: `${Math.round(bin.from * 100)}-${Math.round(bin.to * 100)} %`,
            predicted: Math.round(bin.predicted * 100),
            observed: Math.round(bin.observed * 100),
            count: bin.count,
        }));
    }

    format(value) {
        return typeof value === "number" ? formatFloat(value, { digits: [4, 3] }) : "-";
    }
}

registry.category("fields").add("kms_score_report", {
    component: ScoreReport,
    displayName: _t("Quality of the lead score"),
    supportedTypes: ["json", "jsonb"],
});
