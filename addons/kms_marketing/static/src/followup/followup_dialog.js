import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, formatDate, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";

const { DateTime } = luxon;
const ICONS = {
    phone: "fa-phone",
    whatsapp: "fa-whatsapp",
    email: "fa-envelope",
    sms: "fa-commenting",
    visit: "fa-map-marker",
};
const VISIT_HOUR = 10;
const COMMENT_LIMIT = 2000;

/** Open the phone's or the computer's own application on an address. */
export function launch(href) {
    if (href.startsWith("https:")) {
        browser.open(href, "_blank", "noopener");
    } else if (href) {
        browser.location.assign(href);
    }
}

/**
 * What was heard about a quotation: one tap on the method opens it, one tap on the result saves.
 *
 * The follow-up keeps its client identifier until the server has confirmed it, so a lost answer or
 * a second tap never records it twice.
 */
export class FollowupDialog extends Component {
    static template = "kms_marketing.FollowupDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        card: {
            type: Object,
            shape: {
                id: Number,
                name: String,
                customer: String,
                phone: String,
                email: String,
                amount: String,
                validity: [String, Boolean],
                urgent: Boolean,
                last: [Object, Boolean],
                methods: Array,
                results: Array,
                reasons: Array,
                today: String,
                method: [String, Boolean],
            },
        },
        onDone: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.uuid = uuid();
        this.limit = COMMENT_LIMIT;
        this.next = { type: "ir.actions.act_window_close" };
        this.state = useState({
            method: this.props.card.method || "phone",
            comment: "",
            next_action: "",
            next_date: "",
            visit: DateTime.now()
                .plus({ days: 1 })
                .set({ hour: VISIT_HOUR, minute: 0 })
                .toFormat("yyyy-MM-dd'T'HH:mm"),
            saving: false,
            error: "",
            confirm: false,
        });
        onWillUnmount(() => this.props.onDone(this.next));
    }

    get title() {
        return _t("Follow up %(name)s", { name: this.props.card.name });
    }

    get results() {
        return this.props.card.results.filter((result) => result.code !== "refused");
    }

    icon(method) {
        return ICONS[method.code];
    }

    /** What follows a result, unless something else was chosen. */
    nextStep(result) {
        const date = deserializeDate(this.state.next_date || result.next_date);
        return `${this.state.next_action || result.next_action} ${date.toFormat("dd/MM")}`;
    }

    /** @param {{code: string, href: string}} method */
    async choose(method) {
        this.state.method = method.code;
        this.state.error = "";
        if (method.code === "email") {
            this.next = await this.orm.call(
                "sale.order",
                "action_kms_followup",
                [[this.props.card.id]],
                { context: { kms_method: "email" } }
            );
            this.props.close();
        } else if (method.href) {
            launch(method.href);
        } else if (method.code !== "visit") {
            this.state.error = _t("This customer has no valid phone number.");
        }
    }

    async save(values) {
        if (this.state.saving) {
            return;
        }
        Object.assign(this.state, { saving: true, error: "" });
        const { method, comment, next_action, next_date } = this.state;
        try {
            const answer = await this.orm.call("kms.quote.followup", "record_followup", [
                {
                    uuid: this.uuid,
                    order_id: this.props.card.id,
                    method,
                    comment,
                    next_action,
                    next_date,
                    ...values,
                },
            ]);
            this.saved(answer);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.error = _t(
                "The network is away. Nothing is lost: tap again when it is back."
            );
        } finally {
            this.state.saving = false;
        }
    }

    saved({ next_date, confirm }) {
        if (confirm) {
            this.state.confirm = true;
            return;
        }
        const message = next_date
            ? _t("Recorded. Next follow-up on %(date)s.", {
                  date: formatDate(deserializeDate(next_date)),
              })
            : _t("The follow-up is recorded.");
        this.notification.add(message, { type: "success" });
        this.props.close();
    }

    planVisit() {
        const start = DateTime.fromISO(this.state.visit);
        if (!start.isValid) {
            this.state.error = _t("Choose the day and the time of the visit.");
            return;
        }
        return this.save({
            method: "visit",
            result: "call_back",
            visit_start: serializeDateTime(start),
        });
    }

    async confirmSale() {
        const { id } = this.props.card;
        this.state.saving = true;
        try {
            await this.orm.call("sale.order", "action_confirm", [[id]]);
            this.notification.add(_t("The sale is confirmed."), { type: "success" });
            this.next = {
                type: "ir.actions.act_window",
                res_model: "sale.order",
                res_id: id,
                views: [[false, "form"]],
            };
        } finally {
            this.state.saving = false;
        }
        this.props.close();
    }
}

/** Show the dialog over the screen that asked for it; the screen reloads once it is closed. */
export function openFollowup(env, action) {
    const { params } = action;
    const method = params.methods.find(({ code }) => code === params.method);
    if (method?.href) {
        launch(method.href);
    }
    return new Promise((resolve) => {
        env.services.dialog.add(FollowupDialog, { card: params, onDone: resolve });
    });
}

registry.category("actions").add("kms_marketing.followup", openFollowup, { force: true });
