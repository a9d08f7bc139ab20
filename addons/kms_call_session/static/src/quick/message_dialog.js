import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";

/** A small composer: e-mail or WhatsApp, from a text whose blanks are filled in. */
export class MessageDialog extends Component {
    static template = "kms_call_session.MessageDialog";
    static components = { Dialog };
    static props = { model: String, id: Number, person: Object, close: Function };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.uuid = uuid();
        const kind = this.props.person.email ? "email" : "whatsapp";
        this.state = useState({ kind, textId: 0, subject: "", text: "", busy: false });
        this.setKind(kind);
        useAutofocus({ refName: "text" });
    }

    get texts() {
        return this.props.person.texts.filter((text) => text.kind === this.state.kind);
    }

    get address() {
        const { email, display_phone } = this.props.person;
        return this.state.kind === "email" ? email : display_phone;
    }

    setKind(kind) {
        this.state.kind = kind;
        this.setText(this.texts.find((text) => !text.is_no_answer) || this.texts[0]);
    }

    setText(text) {
        const { id = 0, subject = "", text: body = "" } = text || {};
        Object.assign(this.state, { textId: id, subject, text: body });
    }

    choose(ev) {
        const id = Number(ev.target.value);
        this.setText(this.texts.find((text) => text.id === id));
    }

    async send() {
        const { kind, subject, text } = this.state;
        if (this.state.busy || !text.trim() || !this.address) {
            return;
        }
        this.state.busy = true;
        if (kind === "whatsapp") {
            // at once: after waiting, browsers take it for an unwanted window
            const number = this.props.person.phone.replace(/^\+/, "");
            const url = `https://wa.me/${number}?text=${encodeURIComponent(text)}`;
            browser.open(url, "_blank", "noopener");
        }
        const { model, id } = this.props;
        try {
            const said = await this.orm.call("kms.quick.action", "send", [
                { uuid: this.uuid, model, id, kind, subject, text },
            ]);
            this.notification.add(said, { type: "success" });
        } finally {
            this.state.busy = false;
        }
        this.props.close();
    }
}
