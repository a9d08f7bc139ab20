import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** How much waits to be sent, and what the server refused; nothing when nothing waits. */
export class OutboxStatus extends Component {
    static template = "kms_base.OutboxStatus";
    static props = {};

    setup() {
        this.outbox = useService("kms_outbox");
        this.dialog = useService("dialog");
        this.state = useState(this.outbox.state);
    }

    get waiting() {
        return this.state.items.filter((item) => !item.error);
    }

    get refused() {
        return this.state.items.filter((item) => item.error);
    }

    discard(item) {
        this.dialog.add(ConfirmationDialog, {
            body: _t("%(label)s was never received by the server. Delete it from this device?", {
                label: item.label,
            }),
            confirmLabel: _t("Delete"),
            confirm: () => this.outbox.discard(item.id),
            cancel: () => {},
        });
    }
}
