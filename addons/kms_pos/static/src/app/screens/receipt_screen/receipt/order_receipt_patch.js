import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { amountToWords } from "@kms_base/words/amount_to_words";
import { patch } from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    /** The total in the till's language; empty in a language the suite does not speak. */
    get amountInWords() {
        const names = this.order.currency._kms_words;
        return names ? amountToWords(this.order.totalDue, names, names.lang) : "";
    },
});
