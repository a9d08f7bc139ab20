import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The secretary's day: lists of what is to do, each row with its next step as one tap. */
export class SchoolToday extends Component {
    static template = "kms_formation.SchoolToday";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.data = useState({ sections: [] });
        this.state = useState({ busy: false });
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.data, await this.orm.call("kms.school.today", "load"));
    }

    since(text) {
        return deserializeDateTime(text).toRelative();
    }

    dial(phone) {
        return `tel:${phone.replace(/[^+\d]/g, "")}`;
    }

    create() {
        return this.action.doAction("kms_formation.crm_lead_action_new_training");
    }

    open({ model, id, view }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[view, "form"]],
        });
    }

    /** Do the next step of a row; what it opens over this screen brings the lists up to date. */
    async run(row, button) {
        if (button.action) {
            return this.action.doAction(button.action);
        }
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const answer = await this.orm.call(row.model, button.method, [[row.id]]);
            if (answer?.type === "ir.actions.act_window") {
                return await this.action.doAction(answer, { onClose: () => this.load() });
            }
            if (answer?.tag === "display_notification") {
                const { message, type } = answer.params;
                this.notification.add(message, { type });
            }
            await this.load();
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("actions").add("kms_formation.school_today", SchoolToday, { force: true });
