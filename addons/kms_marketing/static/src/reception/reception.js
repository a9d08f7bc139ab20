import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { VisitorList } from "./visitor_list";

const REFRESH_DELAY = 30000;
const LOOKUP_DELAY = 250;

/**
 * The reception's screen: write a visitor down on the left, see today's visitors on the right.
 *
 * A visit keeps its client identifier until the server has confirmed it, so a lost answer or a
 * second click never writes it twice.
 */
export class Reception extends Component {
    static template = "kms_marketing.Reception";
    static components = { RecordSelector, VisitorList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.phoneRef = useAutofocus({ refName: "phone", mobile: false });
        this.nameRef = useRef("name");
        this.data = useState({ visits: [], counts: {}, orientations: [], sources: [] });
        this.state = useState({ ...this.emptyVisit(), saving: false, card: null, error: "" });
        this.lookUpPhone = useDebounced(this.lookUpPhone.bind(this), LOOKUP_DELAY);
        onWillStart(async () => Object.assign(this.data, await this.call("load")));
        const timer = browser.setInterval(() => this.refresh(), REFRESH_DELAY);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    emptyVisit() {
        return {
            uuid: uuid(),
            phone: "",
            name: "",
            product_id: false,
            orientation: "showroom",
            user_id: false,
            source_id: false,
        };
    }

    call(method, args = [], silent = false) {
        const orm = silent ? this.orm.silent : this.orm;
        return orm.call("kms.reception", method, args);
    }

    async refresh() {
        try {
            Object.assign(this.data, await this.call("refresh", [], true));
        } catch (error) {
            // Away from the network the list stays as it was; the next turn brings it up to date.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    onPhoneInput() {
        this.state.card = null;
        this.lookUpPhone();
    }

    async lookUpPhone() {
        const phone = this.state.phone;
        const card = phone
            ? await this.orm.silent.call("res.partner", "kms_find_by_phone", [phone])
            : null;
        if (phone !== this.state.phone) {
            return;
        }
        this.state.card = card;
        if (card?.partner?.id && !this.state.name) {
            this.state.name = card.partner.name;
        }
    }

    get lastVisit() {
        const { last_visit } = this.state.card.partner;
        return last_visit
            ? deserializeDateTime(last_visit).toLocaleString({ day: "2-digit", month: "2-digit" })
            : "";
    }

    productImage(product) {
        return `/web/image/product.product/${product.id}/image_128`;
    }

    toggle(field, value) {
        this.state[field] = this.state[field] === value ? false : value;
    }

    setOrientation(orientation, userId = false) {
        Object.assign(this.state, { orientation, user_id: userId });
    }

    get otherProductId() {
        const tiles = this.data.products.map((product) => product.id);
        return tiles.includes(this.state.product_id) ? false : this.state.product_id;
    }

    get values() {
        const { phone, name, product_id, orientation, user_id, source_id } = this.state;
        return {
            uuid: this.state.uuid,
            phone: phone.trim(),
            name,
            product_id,
            orientation,
            user_id,
            source_id,
        };
    }

    /** @param {boolean} quote also open the visitor's quotation */
    async save(quote) {
        if (this.state.saving) {
            return;
        }
        if (!this.state.name.trim()) {
            this.nameRef.el.focus();
            this.state.error = _t("Write down the visitor's name.");
            return;
        }
        Object.assign(this.state, { saving: true, error: "" });
        try {
            const { id, ...today } = await this.call("register_visit", [this.values]);
            Object.assign(this.data, today);
            Object.assign(this.state, { ...this.emptyVisit(), card: null });
            if (quote) {
                await this.openQuotation(id);
            } else {
                this.phoneRef.el?.focus();
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.error = _t(
                "The network is away. Nothing is lost: save again when it is back."
            );
        } finally {
            this.state.saving = false;
        }
    }

    async receive(visit) {
        await this.orm.call("crm.lead", "action_kms_take_charge", [[visit.id]]);
        this.notification.add(_t("%(visitor)s is received.", { visitor: visit.name }), {
            type: "success",
        });
        await this.refresh();
    }

    async openQuotation(visitId) {
        const action = await this.orm.call("crm.lead", "action_kms_convert_to_quotation", [
            [visitId],
        ]);
        await this.action.doAction(action);
    }
}

registry.category("actions").add("kms_marketing.reception", Reception, { force: true });
