import { PosPayment } from "@point_of_sale/app/models/pos_payment";
import { patch } from "@web/core/utils/patch";

patch(PosPayment.prototype, {
    get isMobileMoney() {
        return Boolean(this.payment_method_id?.kms_mobile_operator);
    },
});
