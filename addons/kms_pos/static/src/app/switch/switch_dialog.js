import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** Who takes over: a name, then a PIN or a password. */
export class SwitchDialog extends Component {
    static template = "kms_pos.SwitchDialog";
    static components = { Dialog };
    static props = {
        cashiers: {
            type: Array,
            element: { type: Object, shape: { id: Number, name: String, kind: String } },
        },
        current: Number,
        /** (id, secret) => {uid} or {error, kind} */
        attempt: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ cashier: null, error: "", busy: false });
        this.secret = useRef("secret");
        useEffect(
            (input) => input?.focus(),
            () => [this.secret.el]
        );
    }

    get title() {
        return _t("Who takes over?");
    }

    get others() {
        return this.props.cashiers.filter(({ id }) => id !== this.props.current);
    }

    choose(cashier) {
        Object.assign(this.state, { cashier: cashier && { ...cashier }, error: "" });
    }

    async confirm() {
        const secret = this.secret.el.value;
        if (!secret || this.state.busy) {
            return;
        }
        this.state.busy = true;
        this.state.error = "";
        try {
            const answer = await this.props.attempt(this.state.cashier.id, secret);
            if (answer.error) {
                this.state.error = answer.error;
                this.state.cashier.kind = answer.kind || this.state.cashier.kind;
                this.secret.el.value = "";
                this.secret.el.focus();
            }
        } finally {
            this.state.busy = false;
        }
    }
}
