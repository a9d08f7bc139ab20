import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { parseFloat } from "@web/views/fields/parsers";
import { patch } from "@web/core/utils/patch";
import { isTooMuch } from "@kms_loyalty/app/utils/discount_limit";

patch(PosStore.prototype, {
    /** The most that who stands at the till may take off a line, in percent. */
    get kmsMostDiscount() {
        const role = this.getCashier()._role;
        const { kms_discount_manager, kms_discount_cashier } = this.config;
        return (role === "manager" ? kms_discount_manager : kms_discount_cashier) ?? 100;
    },

    /** Say whether a line may have this price and discount; tell the cashier when it may not. */
    kmsMayGive(line, { price = line.price_unit, discount = line.getDiscount() }) {
        const order = line.order_id;
        const usual = line.product_id.getPrice(
            order.pricelist_id,
            line.getQuantity(),
            line.price_extra,
            false,
            line.product_id
        );
        const free = line.refunded_orderline_id || line.isTipLine() || line.sale_order_origin_id;
        if (free || !isTooMuch({ usual, price, discount }, this.kmsMostDiscount)) {
            return true;
        }
        this.dialog.add(AlertDialog, {
            title: _t("Too much off"),
            body: _t(
                "You may take at most %s %% off. Ask a manager of the till for more.",
                this.kmsMostDiscount
            ),
        });
        return false;
    },

    async setDiscountFromUI(line, val) {
        const text = `${val}`.trim();
        const discount = text ? (typeof val === "number" ? val : readNumber(text)) : 0;
        if (!this.kmsMayGive(line, { discount })) {
            return super.setDiscountFromUI(line, Math.min(line.getDiscount(), discount));
        }
        return super.setDiscountFromUI(...arguments);
    },

    /** A price is only known when it has been typed: 9, 95, 950. */
    async pay() {
        const typed = this.getOrder().lines.filter((line) => line.price_type === "manual");
        if (typed.every((line) => this.kmsMayGive(line, {}))) {
            return super.pay(...arguments);
        }
    },
});

function readNumber(text) {
    try {
        return parseFloat(text);
    } catch {
        // core makes 0 of what is no number
        return 0;
    }
}
