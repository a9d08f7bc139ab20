// Imported for the patch that this one comes after.
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

const COUPONS = ["promo_code", "coupons"];

patch(PosOrder.prototype, {
    /** A customer the server does not know goes with the order: core sends no id of theirs. */
    setPartner(partner) {
        super.setPartner(...arguments);
        const guest = typeof partner?.id === "string" ? partner : false;
        this.kms_guest_uuid = guest && guest.id;
        this.kms_guest_name = guest && guest.name;
        this.kms_guest_phone = guest && guest.phone;
        this.kms_guest_agreed = Boolean(guest && guest._kms_agreed);
    },

    get kmsOfflineCodes() {
        return (this.kms_offline_codes || "").split(",").filter(Boolean);
    },

    /** What coupons take off this order. */
    get kmsCouponDiscount() {
        return this.lines
            .filter((line) => COUPONS.includes(line.reward_id?.program_id?.program_type))
            .reduce((sum, line) => sum - line.priceIncl, 0);
    },
});
