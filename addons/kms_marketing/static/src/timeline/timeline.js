import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

// how a kind of line looks; addons add theirs
export const timelineIcons = registry.category("kms_timeline_icons");
const ICONS = {
    activity: "fa-bell-o",
    appointment: "fa-calendar",
    arrival: "fa-sign-in",
    attachment: "fa-paperclip",
    call: "fa-phone",
    contact: "fa-handshake-o",
    course: "fa-graduation-cap",
    dispute: "fa-exclamation-triangle",
    email: "fa-envelope-o",
    field_visit: "fa-map-marker",
    followup: "fa-repeat",
    guest: "fa-bed",
    meeting: "fa-calendar",
    message: "fa-comment-o",
    note: "fa-sticky-note-o",
    order: "fa-shopping-cart",
    quotation: "fa-file-text-o",
    rating: "fa-star-o",
    sms: "fa-mobile",
    stay: "fa-bed",
    web: "fa-globe",
    whatsapp: "fa-whatsapp",
};
for (const [kind, icon] of Object.entries(ICONS)) {
    timelineIcons.add(kind, icon);
}

/** All that happened with somebody, newest first, a page at a time, by kind. */
export class Timeline extends Component {
    static template = "kms_marketing.Timeline";
    static props = {
        resModel: String,
        resId: { type: [Number, Boolean], optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ lines: [], kinds: [], kind: "", more: false, failed: false });
        this.asked = 0;
        onWillStart(() => this.read());
        onWillUpdateProps((props) => {
            if (props.resId !== this.props.resId || props.resModel !== this.props.resModel) {
                this.state.kind = "";
                return this.read(false, props);
            }
        });
    }

    async read(further = false, props = this.props) {
        const asked = ++this.asked;
        if (!props.resId) {
            Object.assign(this.state, { lines: [], kinds: [], more: false, failed: false });
            return;
        }
        const { kind, lines } = this.state;
        const before = further ? lines : [];
        let page;
        try {
            page = await this.orm.silent.call("kms.customer.history", "read_timeline", [
                props.resModel,
                props.resId,
                kind ? [kind] : [],
                before.length,
            ]);
        } catch {
            // without a network, or without the right to read: the form itself goes on
            this.state.failed = asked === this.asked;
            return;
        }
        if (asked === this.asked) {
            const { more, kinds } = page;
            Object.assign(this.state, {
                more,
                kinds,
                lines: [...before, ...page.lines],
                failed: false,
            });
        }
    }

    choose(ev) {
        this.state.kind = ev.target.value;
        this.read();
    }

    icon(line) {
        return timelineIcons.get(line.kind, "fa-circle-o");
    }

    date(line) {
        const moment = deserializeDateTime(line.date);
        return formatDateTime(moment, { format: "dd/MM/yyyy HH:mm" });
    }

    amount(line) {
        return formatMonetary(line.amount, { currencyId: line.currency_id });
    }

    open(line) {
        if (line.model === "ir.attachment") {
            return this.action.doAction({
                type: "ir.actions.act_url",
                url: `/web/content/${line.id}`,
            });
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: line.model,
            res_id: line.id,
            views: [[false, "form"]],
        });
    }

    isHere(line) {
        return line.model === this.props.resModel && line.id === this.props.resId;
    }
}

/** The timeline of the record that a form shows. */
export class TimelineWidget extends Component {
    static template = "kms_marketing.TimelineWidget";
    static components = { Timeline };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("kms_timeline", { component: TimelineWidget });
