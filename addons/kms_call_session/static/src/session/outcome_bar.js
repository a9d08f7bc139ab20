import { Component } from "@odoo/owl";

const ICONS = {
    interested: "fa-thumbs-up",
    callback: "fa-clock-o",
    not_interested: "fa-thumbs-down",
    no_answer: "fa-phone-square",
    busy: "fa-ban",
    wrong_number: "fa-question-circle",
    appointment: "fa-calendar",
};

/** The outcomes, one digit or one tap each. */
export class OutcomeBar extends Component {
    static template = "kms_call_session.OutcomeBar";
    static props = {
        outcomes: Array,
        chosen: { type: [Object, Boolean], optional: true },
        onChoose: Function,
    };

    icon(outcome) {
        return ICONS[outcome.kind];
    }
}
