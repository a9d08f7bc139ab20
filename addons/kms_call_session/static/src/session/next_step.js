import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { inHours } from "../quick/call_time";

const LABELS = {
    none: _t("Nothing"),
    quotation: _t("Quotation"),
    appointment: _t("Appointment"),
    whatsapp: _t("WhatsApp"),
    email: _t("E-mail"),
    lost: _t("Lost"),
    park: _t("Park"),
    opt_out: _t("Do not call again"),
};
const CHOICES = {
    interested: ["quotation", "appointment", "whatsapp", "email", "none"],
    appointment: ["appointment"],
    not_interested: ["lost", "opt_out", "none"],
};
// nobody was reached so often: a message, or leave them in peace
const UNREACHED = ["whatsapp", "park", "none"];
const APPOINTMENT_HOURS = 24;

/** What may follow an outcome; `tries` calls without answer make a message of the next one. */
function stepsAfter(outcome, card, tries) {
    if (["no_answer", "busy"].includes(outcome.kind) && card.tries + 1 >= tries) {
        return UNREACHED;
    }
    return CHOICES[outcome.kind] || [];
}

/** Texts that may be sent so to whom a card is of; the campaign's own first. */
export function textsFor(kind, card, unreached = false) {
    const texts = (card.texts || []).filter((text) => text.kind === kind);
    const own = card.message
        ? [{ id: 0, name: _t("Message of the campaign"), subject: "", text: card.message }]
        : [];
    const first = texts.filter((text) => text.is_no_answer === unreached);
    const others = texts.filter((text) => text.is_no_answer !== unreached);
    return unreached ? [...first, ...own, ...others] : [...own, ...first, ...others];
}

/**
 * The next step that an outcome proposes, with its values filled in.
 *
 * @param {object} outcome
 * @param {object} card
 * @param {Array} reasons pairs of id and name
 * @param {number} tries calls without answer after which a message is proposed
 */
export function proposeStep(outcome, card, reasons, tries = Infinity) {
    const choices = stepsAfter(outcome, card, tries);
    const unreached = choices === UNREACHED;
    let kind = choices.includes(outcome.step) ? outcome.step : "none";
    if (outcome.step === "message" && choices.includes("whatsapp")) {
        kind = "whatsapp";
    }
    if (unreached) {
        kind = "whatsapp";
    }
    if (outcome.kind === "appointment") {
        kind = "appointment";
    }
    if (kind === "lost" && !card.lead_id) {
        kind = "none";
    }
    const text = textsFor(kind, card, unreached)[0];
    return {
        kind,
        date: inHours(outcome.kind === "callback" ? outcome.hours : APPOINTMENT_HOURS),
        place: "showroom",
        reason_id: reasons[0]?.[0] || false,
        text_id: text?.id || 0,
        subject: text?.subject || "",
        text: text?.text || card.message,
    };
}

/** What follows the call, open below the outcomes. */
export class NextStep extends Component {
    static template = "kms_call_session.NextStep";
    static props = {
        card: Object,
        outcome: Object,
        reasons: Array,
        tries: { type: Number, optional: true },
        // changed in place
        step: Object,
    };

    setup() {
        this.labels = LABELS;
    }

    get choices() {
        const { email, lead_id } = this.props.card;
        const { outcome, card, tries = Infinity } = this.props;
        return stepsAfter(outcome, card, tries).filter(
            (kind) => (kind !== "email" || email) && (kind !== "lost" || lead_id)
        );
    }

    get texts() {
        const { step, card } = this.props;
        return textsFor(step.kind, card, this.choices.includes("park"));
    }

    setKind(kind) {
        this.props.step.kind = kind;
        this.setText(this.texts[0]);
    }

    chooseText(ev) {
        const id = Number(ev.target.value);
        this.setText(this.texts.find((text) => text.id === id));
    }

    setText(text) {
        if (text) {
            const { id, subject, text: body } = text;
            Object.assign(this.props.step, { text_id: id, subject, text: body });
        }
    }
}
