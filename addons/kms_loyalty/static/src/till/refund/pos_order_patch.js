// Imported for its patch, which this one comes after.
import "@kms_loyalty/till/tier/pos_order_patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { discounted, isDiscount, shareBack } from "./shares";

patch(PosOrder.prototype, {
    /** Take back, with the goods of a refund, their share of the discounts that they had. */
    kmsTakeDiscountsBack() {
        if (this.finalized || !this.isRefund) {
            return;
        }
        const sold = this.lines.map((line) => line.refunded_orderline_id).filter(Boolean);
        const origins = new Set(sold.map((line) => line.order_id).filter(Boolean));
        for (const discount of [...origins].flatMap((order) => order.lines.filter(isDiscount))) {
            this._kmsTakeBack(discount);
        }
    },

    _kmsTakeBack(discount) {
        const [own, ...more] = this.lines.filter((line) => line.refunded_orderline_id === discount);
        more.forEach((line) => line.delete());
        const share = this._kmsShareBack(discount);
        if (!share) {
            own?.delete();
            return;
        }
        const whole = -sum([discount]) / discount.qty;
        const values = {
            qty: -share.quantity,
            price_unit: (discount.price_unit * share.amount) / (whole * share.quantity),
        };
        if (!own) {
            this.models["pos.order.line"].create({
                ...values,
                order_id: this,
                product_id: discount.product_id,
                tax_ids: discount.tax_ids.map((tax) => ["link", tax]),
                refunded_orderline_id: discount,
                price_type: "automatic",
            });
        } else if (differs(own, values)) {
            own.update(values);
        }
    },

    _kmsShareBack(discount) {
        const ofTier = Boolean(this.kmsTierOf(discount.reward_id?.program_id));
        const goods = discounted(discount, ofTier);
        const backs = goods.flatMap((line) => backOf(line));
        const before = backOf(discount).filter((line) => line.order_id !== this);
        return shareBack(
            { amount: -sum([discount]), quantity: discount.qty },
            { part: -sum(backs), whole: sum(goods) },
            { amount: sum(before), quantity: -before.reduce((all, line) => all + line.qty, 0) },
            (amount) => this.currency.round(amount)
        );
    },
});

function backOf(line) {
    return line.refund_orderline_ids.filter((back) => back.order_id?.state !== "cancel");
}

/** Value of lines with tax, whichever sign the till gives to what an order is made of. */
function sum(lines) {
    return lines.reduce((all, line) => {
        const value = Math.abs(line.prices.total_included);
        return all + Math.sign(line.qty * line.price_unit) * value;
    }, 0);
}

function differs(line, values) {
    return Object.entries(values).some(([name, value]) => Math.abs(line[name] - value) > 1e-6);
}
