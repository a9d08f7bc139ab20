// Imported for its patch, which this one comes after.
import "@pos_sale/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    async settleSO() {
        await super.settleSO(...arguments);
        // A sale made with a quotation ends with an invoice; the cashier may still untick it.
        if (this.config.canInvoice && this.getOrder().getPartner()) {
            this.getOrder().setToInvoice(true);
        }
    },
});
