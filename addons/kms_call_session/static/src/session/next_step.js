import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { inHours } from "./call_time";

const LABELS = {
    none: _t("Nothing"),
    quotation: _t("Quotation"),
    appointment: _t("Appointment"),
    whatsapp: _t("WhatsApp"),
    email: _t("E-mail"),
    lost: _t("Lost"),
    opt_out: _t("Do not call again"),
};
const CHOICES = {
    interested: ["quotation", "appointment", "whatsapp", "email", "none"],
    appointment: ["appointment"],
    not_interested: ["lost", "opt_out", "none"],
};
const APPOINTMENT_HOURS = 24;

/**
 * The next step that an outcome proposes, with its values filled in.
 *
 * @param {object} outcome
 * @param {object} card
 * @param {Array} reasons pairs of id and name
 */
export function proposeStep(outcome, card, reasons) {
    const choices = CHOICES[outcome.kind] || [];
    let kind = choices.includes(outcome.step) ? outcome.step : "none";
    if (outcome.step === "message" && choices.includes("whatsapp")) {
        kind = "whatsapp";
    }
    if (outcome.kind === "appointment") {
        kind = "appointment";
    }
    if (kind === "lost" && !card.lead_id) {
        kind = "none";
    }
    return {
        kind,
        date: inHours(outcome.kind === "callback" ? outcome.hours : APPOINTMENT_HOURS),
        place: "showroom",
        reason_id: reasons[0]?.[0] || false,
        text: card.message,
    };
}

/** What follows the call, open below the outcomes. */
export class NextStep extends Component {
    static template = "kms_call_session.NextStep";
    static props = {
        card: Object,
        outcome: Object,
        reasons: Array,
        // changed in place
        step: Object,
    };

    setup() {
        this.labels = LABELS;
    }

    get choices() {
        const { email, lead_id } = this.props.card;
        return (CHOICES[this.props.outcome.kind] || []).filter(
            (kind) => (kind !== "email" || email) && (kind !== "lost" || lead_id)
        );
    }
}
