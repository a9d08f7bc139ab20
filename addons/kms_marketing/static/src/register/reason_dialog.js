import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";

const SHORTEST = 3;
const LONGEST = 500;

/** Ask why; nothing goes on without an answer. */
export class ReasonDialog extends Component {
    static template = "kms_marketing.ReasonDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        title: String,
        message: String,
        confirmLabel: String,
        onConfirm: Function,
        onCancel: { type: Function, optional: true },
    };

    setup() {
        this.state = useState({ reason: "", sent: false });
        this.limit = LONGEST;
        useAutofocus({ refName: "reason", mobile: true });
    }

    get ready() {
        return this.state.reason.trim().length >= SHORTEST && !this.state.sent;
    }

    async confirm() {
        if (!this.ready) {
            return;
        }
        this.state.sent = true;
        try {
            await this.props.onConfirm(this.state.reason.trim());
        } finally {
            this.state.sent = false;
        }
        this.props.close();
    }

    cancel() {
        this.props.onCancel?.();
        this.props.close();
    }
}
