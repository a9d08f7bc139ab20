import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { usePopover } from "@web/core/popover/popover_hook";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, onWillUnmount } from "@odoo/owl";

// no red: it means late everywhere
const LEVELS = {
    hot: { icon: "fa-fire", color: "text-bg-primary", label: _t("Hot") },
    warm: { icon: "fa-thermometer-half", color: "text-bg-info", label: _t("Warm") },
    cold: { icon: "fa-snowflake-o", color: "text-bg-secondary", label: _t("Cold") },
};

/** The reasons behind a score, one a line. */
export class ScoreReasons extends Component {
    static template = "kms_marketing.ScoreReasons";
    static props = { reasons: Array, basis: String, close: { type: Function, optional: true } };
}

/** A lead's score with its temperature; hovered or tapped, it says why. */
export class ScoreBadge extends Component {
    static template = "kms_marketing.ScoreBadge";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.popover = usePopover(ScoreReasons, { position: "bottom" });
        this.asked = 0;
        onWillUnmount(() => this.hide());
    }

    get score() {
        return this.props.record.data[this.props.name];
    }

    get level() {
        return LEVELS[this.props.record.data.kms_score_level] || LEVELS.cold;
    }

    async show(ev) {
        const { resId, resModel } = this.props.record;
        if (!resId || this.popover.isOpen) {
            return;
        }
        const target = ev.currentTarget;
        const asked = ++this.asked;
        const { reasons, basis } = await this.orm.silent.call(
            resModel,
            "get_kms_score_explanation",
            [resId]
        );
        // the pointer may have left, or gone on to another badge, in the meantime
        if (asked === this.asked && target.isConnected) {
            this.popover.open(target, { reasons: reasons.split("\n").filter(Boolean), basis });
        }
    }

    hide() {
        this.asked++;
        this.popover.close();
    }
}

registry.category("fields").add("kms_score", {
    component: ScoreBadge,
    displayName: _t("Lead score"),
    supportedTypes: ["integer"],
    fieldDependencies: [{ name: "kms_score_level", type: "selection" }],
});
