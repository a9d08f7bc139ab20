import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { askTransactionId } from "@kms_pos/app/utils/transaction_id";
import { patch } from "@web/core/utils/patch";

patch(OrderPaymentValidation.prototype, {
    async askBeforeValidation() {
        for (const payment of this.paymentLines) {
            if (payment.isMobileMoney && payment.amount && !payment.transaction_id) {
                if (!(await askTransactionId(this.pos, payment))) {
                    return false;
                }
            }
        }
        return super.askBeforeValidation(...arguments);
    },
});
