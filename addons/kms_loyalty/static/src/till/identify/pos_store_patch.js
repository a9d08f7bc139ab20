// Imported for its patch, which this one comes after.
import "@pos_loyalty/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { CustomerSource } from "./customer_source";
import { IdentifyPopup } from "./identify_popup";

patch(PosStore.prototype, {
    async setup() {
        this.kmsCustomers = new CustomerSource(this);
        await super.setup(...arguments);
    },

    /** Ask who the customer is; with one on the order, show their card. */
    async kmsIdentify() {
        const order = this.getOrder();
        if (!order || order.finalized || this.kmsIdentifying) {
            return;
        }
        const partner = order.getPartner();
        this.kmsIdentifying = true;
        const answer = partner && (await this._kmsRefresh(order, partner));
        this.dialog.add(
            IdentifyPopup,
            {
                source: this.kmsCustomers,
                digits: this.config._kms_phone_digits || 0,
                answer: answer?.customers.length ? answer : undefined,
                onTake: (customer, given, coupon) => this.kmsTake(order, customer, given, coupon),
                onWithout: partner ? () => this.kmsTake(order, null, {}) : undefined,
            },
            { onClose: () => (this.kmsIdentifying = false) }
        );
    },

    /**
     * Put a customer on an order, or none.
     *
     * @param {Object} order
     * @param {Object|null} customer a card as the server makes them
     * @param {Object} answer that brought the card
     * @param {Object} [coupon] of the customer, to be used at once
     */
    async kmsTake(order, customer, answer, coupon) {
        if (order.getPartner() && order.getHasRefundLines()) {
            this.dialog.add(AlertDialog, {
                title: _t("Customer"),
                body: _t("The customer of a refund is the one of the sale."),
            });
            return;
        }
        order.setPartner(customer ? this.models["res.partner"].get(customer.id) : false);
        order.kmsRemember(customer && { ...customer, unconfirmed: answer.unconfirmed || false });
        await this.updateRewards();
        if (coupon) {
            const said = await this.activateCode(coupon.code);
            if (said !== true) {
                this.notification.add(said, { type: "danger" });
            }
        }
    },

    /** A customer chosen from core's list: the card follows, and with it the tier of today. */
    setPartnerToCurrentOrder(partner) {
        super.setPartnerToCurrentOrder(...arguments);
        const order = this.getOrder();
        if (partner && order) {
            this._kmsRefresh(order, partner).then(() => this.updateRewards());
        }
    },

    async _kmsRefresh(order, partner) {
        if (typeof partner.id !== "number") {
            return null;
        }
        const answer = await this.kmsCustomers.card(partner.id);
        if (answer.customers.length && order.getPartner()?.id === partner.id) {
            order.kmsRemember({
                ...answer.customers[0],
                unconfirmed: answer.unconfirmed || false,
            });
        }
        return answer;
    },
});
