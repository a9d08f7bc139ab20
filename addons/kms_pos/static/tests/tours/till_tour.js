import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosSale from "@pos_sale/../tests/tours/utils/pos_sale_utils";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as TextInputPopup from "@point_of_sale/../tests/generic_helpers/text_input_popup_util";
import { registry } from "@web/core/registry";

function receiptHas(text) {
    return {
        content: `the receipt says "${text}"`,
        trigger: `.receipt-screen .pos-receipt:contains("${text}")`,
    };
}

registry.category("web_tour.tours").add("kms_pos_settle_with_mobile_money", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            PosSale.settleNthOrder(1),
            ProductScreen.selectedOrderlineHas("MDF panel", "2"),
            ProductScreen.clickPayButton(),
            // Giving up on the id gives up on the payment.
            PaymentScreen.clickPaymentMethod("MTN MoMo"),
            Dialog.cancel(),
            PaymentScreen.emptyPaymentlines("200.0"),
            PaymentScreen.clickPaymentMethod("MTN MoMo"),
            // Nothing typed: the till says what it wants and asks again.
            Dialog.confirm("Apply"),
            Dialog.bodyIs("A mobile money payment needs the operator's transaction id."),
            Dialog.confirm("Ok"),
            TextInputPopup.inputText("mp26. 1"),
            Dialog.confirm("Apply"),
            { trigger: ".paymentline .kms-transaction-id:contains('MP26.1')" },
            PaymentScreen.clickValidate(),
            // The order is invoiced on the way, and a busy machine takes its time for that.
            { trigger: ".receipt-screen", timeout: 40000 },
            receiptHas("Transaction id: MP26.1"),
            receiptHas("two hundred US dollars"),
            receiptHas("NIU: M012345678901X"),
            receiptHas("RCCM: RC/DLA/2015/B/1234"),
        ].flat(),
});
