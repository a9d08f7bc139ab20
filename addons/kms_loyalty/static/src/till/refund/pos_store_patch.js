// Imported for its patch, which this one comes after.
import "@pos_loyalty/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /** Whatever changes the lines of a refund comes by here. */
    updateRewards() {
        this.getOrder()?.kmsTakeDiscountsBack();
        return super.updateRewards(...arguments);
    },

    async pay() {
        this.getOrder()?.kmsTakeDiscountsBack();
        return super.pay(...arguments);
    },
});
