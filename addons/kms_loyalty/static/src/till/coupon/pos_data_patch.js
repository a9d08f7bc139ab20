import { PosData } from "@point_of_sale/app/services/data_service";
import { patch } from "@web/core/utils/patch";

patch(PosData.prototype, {
    /** A typed code is judged with the basket that it is for. */
    async call(model, method, args = [], ...rest) {
        if (model === "pos.config" && method === "use_coupon_code" && this.kmsBasket) {
            args = [...args.slice(0, 5), this.kmsBasket()];
        }
        return super.call(model, method, args, ...rest);
    },
});
