// Imported for its patch, which this one comes after.
import "@pos_sale/app/models/pos_order_line";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";

patch(PosOrderline.prototype, {
    /**
     * Core leaves out what is delivered, as if it were paid. Here goods may leave with their delivery
     * note before or after the till: what is left to pay is what is not invoiced.
     */
    async setQuantityFromSOL(saleOrderLine) {
        const order = this.sale_order_origin_id;
        if (this.product_id.type === "service" || ["sent", "draft"].includes(order.state)) {
            return super.setQuantityFromSOL(...arguments);
        }
        this.setQuantity(saleOrderLine.product_uom_qty - saleOrderLine.qty_invoiced);
    },
});
