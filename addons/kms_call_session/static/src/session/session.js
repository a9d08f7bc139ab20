import { OutboxStatus } from "@kms_base/outbox/outbox_status";
import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CallCard } from "./call_card";
import { clock } from "../quick/call_time";
import { Dictation } from "./dictation";
import { NextStep, proposeStep } from "./next_step";
import { OutcomeBar } from "./outcome_bar";
import { SessionHead } from "./session_head";
import { useSession } from "./session_hook";

const TYPING = "input, textarea, select, [contenteditable=true]";
// the place of the key: on French keyboards digits need the shift key
const DIGIT = /^(?:Digit|Numpad)([1-9])$/;

/** The screen where phone sellers live: one card at a time, validated by the keyboard. */
export class CallSession extends Component {
    static template = "kms_call_session.CallSession";
    static components = { CallCard, Dictation, NextStep, OutboxStatus, OutcomeBar, SessionHead };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.clock = clock;
        this.number = formatInteger;
        this.noteRef = useRef("note");
        this.rootRef = useRef("root");
        this.session = useSession();
        this.state = useState({ outcome: false, step: {}, note: "", seconds: 0, away: 0 });
        this.resetDraft();
        const { campaign_id = false, prospect_id = 0 } = this.props.action.params || {};
        onWillStart(() => this.session.load(campaign_id, prospect_id));
        const ticking = browser.setInterval(() => this.tick(), 1000);
        onWillUnmount(() => browser.clearInterval(ticking));
        useExternalListener(window, "keydown", this.onKeydown, { capture: true });
        useExternalListener(document, "visibilitychange", () => this.onVisibility());
        useEffect(
            () => {
                this.resetDraft();
                this.focusRoot();
            },
            () => [this.session.card?.id]
        );
        useEffect(
            (paused) => {
                // the button that ended the pause is gone, or would begin it again
                if (!paused || document.activeElement === document.body) {
                    this.focusRoot();
                }
            },
            () => [this.session.state.paused]
        );
    }

    /** Where every key of the screen works. */
    focusRoot() {
        this.rootRef.el?.focus({ preventScroll: true });
    }

    get card() {
        return this.session.card;
    }

    get kinds() {
        return Object.fromEntries(this.session.data.outcomes.map((line) => [line.kind, line.name]));
    }

    resetDraft() {
        Object.assign(this.state, { outcome: false, step: {}, note: "", seconds: 0, away: 0 });
        this.shown = Date.now();
        this.dialled = 0;
        this.left = 0;
    }

    // ------------------------------------------------------------
    // TIME
    // ------------------------------------------------------------

    tick() {
        if (this.card && !this.session.state.paused) {
            this.state.seconds = Math.round((Date.now() - (this.dialled || this.shown)) / 1000);
        }
    }

    onCall() {
        this.dialled = Date.now();
        this.state.seconds = 0;
    }

    /** On a phone the call hides the page: how long it was away is how long the call took. */
    onVisibility() {
        if (!this.dialled) {
            return;
        }
        if (document.visibilityState === "hidden") {
            this.left = Date.now();
        } else if (this.left) {
            this.state.away = Math.round((Date.now() - this.left) / 1000);
            const noAnswer = this.session.data.outcomes.find((line) => line.kind === "no_answer");
            if (
                this.state.away < this.session.data.ring_seconds &&
                noAnswer &&
                !this.state.outcome
            ) {
                this.choose(noAnswer);
            }
        }
    }

    // ------------------------------------------------------------
    // KEYBOARD
    // ------------------------------------------------------------

    onKeydown(ev) {
        if (!this.card || this.session.state.paused || document.querySelector(".modal")) {
            return;
        }
        const typing = ev.target.closest?.(TYPING);
        if (ev.key === "Enter" && !ev.isComposing && this.isValidating(ev, typing)) {
            return this.take(ev, () => this.validate());
        }
        if (ev.key === "Escape" && (typing || this.state.outcome)) {
            return this.take(ev, () => {
                this.state.outcome = typing ? this.state.outcome : false;
                this.focusRoot();
            });
        }
        if (typing || ev.altKey || ev.metaKey || this.isReading(ev)) {
            return;
        }
        if (ev.ctrlKey) {
            return ev.key === "z" ? this.take(ev, () => this.session.undo()) : undefined;
        }
        const digit = DIGIT.exec(ev.code)?.[1] || ev.key;
        const outcome = this.session.data.outcomes.find((line) => line.key === Number(digit));
        if (outcome) {
            return this.take(ev, () => this.choose(outcome));
        }
        if (["ArrowRight", "ArrowUp"].includes(ev.key)) {
            return this.take(ev, () => (this.state.outcome ? this.validate() : this.skip()));
        }
        if (ev.key.length === 1 && ev.key !== " ") {
            // letters are the beginning of the note
            this.noteRef.el?.focus();
        }
    }

    /** Arrows scroll the text that has the focus. */
    isReading(ev) {
        return ev.key.startsWith("Arrow") && ev.target.closest?.("[role=document]");
    }

    isValidating(ev, typing) {
        if (ev.ctrlKey) {
            return true;
        }
        if (typing) {
            return !ev.shiftKey && !typing.matches("select");
        }
        // a button that has the focus is pressed by Enter, unless it is the chosen outcome
        return !ev.target.closest?.("a, button") || ev.target.closest(".o_kms_call_outcome");
    }

    take(ev, work) {
        ev.preventDefault();
        ev.stopPropagation();
        work();
    }

    // ------------------------------------------------------------
    // THE CALL
    // ------------------------------------------------------------

    choose(outcome) {
        this.state.outcome = outcome;
        const { reasons, message_tries } = this.session.data;
        this.state.step = proposeStep(outcome, this.card, reasons, message_tries);
    }

    addText(text) {
        this.state.note = [this.state.note, text].filter(Boolean).join(" ");
    }

    skip() {
        this.session.skip();
    }

    async validate() {
        if (!this.state.outcome) {
            this.session.say("warning", _t("Choose the outcome first: a digit or a tap."));
            return;
        }
        this.tick();
        const { outcome, note, seconds, away } = this.state;
        const step = { ...this.state.step };
        if (step.kind === "whatsapp") {
            browser.open(this.session.whatsapp(this.card, step.text), "_blank", "noopener");
        }
        await this.session.validate({
            outcome,
            step,
            note: note.trim(),
            start: new Date(this.dialled || this.shown).toISOString(),
            duration: away || seconds,
        });
    }

    open(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openCampaigns() {
        this.action.doAction("kms_call_session.kms_call_campaign_action");
    }
}

registry.category("actions").add("kms_call_session.session", CallSession, { force: true });
