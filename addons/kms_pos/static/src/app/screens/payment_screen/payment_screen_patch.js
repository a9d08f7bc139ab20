import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { askTransactionId } from "@kms_pos/app/utils/transaction_id";
import { patch } from "@web/core/utils/patch";

patch(PaymentScreen.prototype, {
    async addNewPaymentLine(paymentMethod) {
        const added = await super.addNewPaymentLine(...arguments);
        const payment = this.selectedPaymentLine;
        if (added && payment?.isMobileMoney && !payment.transaction_id) {
            if (!(await askTransactionId(this.pos, payment))) {
                this.deletePaymentLine(payment.uuid);
                return false;
            }
        }
        return added;
    },
});
