import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { amountToWords } from "@kms_base/words/amount_to_words";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    /** The total in the till's language; empty in a language the suite does not speak. */
    get amountInWords() {
        const names = this.order.currency._kms_words;
        return names ? amountToWords(this.order.totalDue, names, names.lang) : "";
    },

    get registryText() {
        const { company_registry: number, _kms_registry_label: label } = this.order.company;
        return number ? _t("%(label)s: %(number)s", { label, number }) : "";
    },
});
