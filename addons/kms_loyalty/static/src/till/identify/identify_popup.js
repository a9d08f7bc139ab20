import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { CustomerCard } from "./customer_card";
import { PhonePad } from "./phone_pad";
import { cleanNumber, isWhole } from "./phone_number";

/**
 * Who is it? A number is typed, scanned or tapped; after its last digit the customer appears.
 *
 * The steps are those of the answer: typing, asking, then found, unknown, or a sentence.
 */
export class IdentifyPopup extends Component {
    static template = "kms_loyalty.IdentifyPopup";
    static components = { CustomerCard, Dialog, PhonePad };
    static props = {
        source: Object,
        digits: { type: Number, optional: true },
        answer: { type: Object, optional: true },
        onTake: Function,
        onWithout: { type: Function, optional: true },
        close: Function,
    };
    static defaultProps = { digits: 0 };

    setup() {
        this.ui = useService("ui");
        this.number = useRef("number");
        this.state = useState({
            text: "",
            asking: false,
            answer: this.props.answer || null,
            chosen: 0,
            name: "",
            agreed: false,
            begun: 0,
        });
        this.asked = 0;
        useHotkey("enter", () => this.confirm(), { bypassEditableProtection: true });
        useEffect(
            (number) => number?.focus(),
            () => [this.number.el, this.state.begun]
        );
    }

    get answer() {
        return this.state.answer || { state: "typing", customers: [] };
    }

    get customer() {
        return this.answer.customers[this.state.chosen];
    }

    get title() {
        return this.answer.state === "found" ? _t("Customer") : _t("Who is it?");
    }

    // -- typing ----------------------------------------------------------------------------------

    onInput(ev) {
        this.type(cleanNumber(ev.target.value));
    }

    onKey(key) {
        this.type(cleanNumber(this.state.text + key));
    }

    erase() {
        this.type(this.state.text.slice(0, -1));
    }

    type(text) {
        this.asked++;
        Object.assign(this.state, { text, answer: null, asking: false, chosen: 0 });
        if (isWhole(text, this.props.digits)) {
            this.ask();
        }
    }

    // -- asking ----------------------------------------------------------------------------------

    async ask() {
        if (this.state.text) {
            await this._wait(this.props.source.find(this.state.text));
        }
    }

    async create() {
        const { text, name, agreed } = this.state;
        await this._wait(this.props.source.create(text, name, agreed));
        if (this.customer) {
            await this.take();
        }
    }

    /** Shows an answer unless something else was typed meanwhile. */
    async _wait(promise) {
        const mine = ++this.asked;
        this.state.asking = true;
        try {
            const answer = await promise;
            if (mine === this.asked) {
                Object.assign(this.state, { answer, chosen: 0 });
            }
        } finally {
            if (mine === this.asked) {
                this.state.asking = false;
            }
        }
    }

    // -- deciding --------------------------------------------------------------------------------

    confirm() {
        if (this.state.asking) {
            return;
        }
        if (this.customer) {
            return this.take();
        }
        return this.answer.state === "unknown" ? this.create() : this.ask();
    }

    async take(coupon) {
        this.props.close();
        await this.props.onTake(this.customer, this.answer, coupon);
    }

    async without() {
        this.props.close();
        await this.props.onWithout();
    }

    again() {
        Object.assign(this.state, { text: "", answer: null, chosen: 0, name: "", agreed: false });
        this.state.begun++;
        this.asked++;
    }
}
