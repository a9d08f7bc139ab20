import { Component } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { AppointmentDialog } from "./appointment_dialog";
import { MessageDialog } from "./message_dialog";

const MODEL = "kms.quick.action";

/** Phone, message and appointment beside a line of a list. */
export class QuickActions extends Component {
    static template = "kms_call_session.QuickActions";
    static props = { ...standardWidgetProps, only: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
    }

    /** Lists that have a button of their own for something leave ours out. */
    has(name) {
        return !this.props.only || this.props.only === name;
    }

    get about() {
        const { resModel, resId } = this.props.record;
        return [resModel, resId];
    }

    async call() {
        const found = await this.orm.call(MODEL, "call", this.about);
        if (found.tel) {
            browser.location.assign(`tel:${found.tel}`);
            return;
        }
        await this.action.doAction({
            type: "ir.actions.client",
            tag: "kms_call_session.session",
            name: _t("Calls"),
            params: found,
        });
    }

    async write() {
        const person = await this.orm.call(MODEL, "read_person", this.about);
        const [model, id] = this.about;
        this.dialog.add(MessageDialog, { model, id, person });
    }

    meet() {
        const [model, id] = this.about;
        this.dialog.add(AppointmentDialog, { model, id });
    }
}

registry.category("view_widgets").add("kms_quick_actions", {
    component: QuickActions,
    extractProps: ({ options }) => (options.only ? { only: options.only } : {}),
    listViewWidth: 116,
});
