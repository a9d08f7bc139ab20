import { Component } from "@odoo/owl";
import { formatFloat } from "@web/core/utils/numbers";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { TierDot } from "./tier_dot";

/** Above the basket: whose it is, or the button that asks. */
export class CustomerStrip extends Component {
    static template = "kms_loyalty.CustomerStrip";
    static components = { TierDot };
    static props = {};

    setup() {
        this.pos = usePos();
    }

    get order() {
        return this.pos.getOrder();
    }

    get partner() {
        return this.order?.getPartner();
    }

    get tier() {
        return this.order?.kmsTier;
    }

    get percent() {
        return formatFloat(this.tier.discount, { trailingZeros: false });
    }

    /** Coupons that the customer could still use on this order. */
    get coupons() {
        const used = this.order?._code_activated_coupon_ids.map((card) => card.code) || [];
        const coupons = this.order?.kmsCustomer?.coupons || [];
        return coupons.filter((coupon) => coupon.ok && !used.includes(coupon.code)).length;
    }
}
