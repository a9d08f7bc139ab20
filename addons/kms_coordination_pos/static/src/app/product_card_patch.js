import { ProductCard } from "@point_of_sale/app/components/product_card/product_card";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { RuptureDialog } from "./rupture_dialog";

patch(ProductCard.prototype, {
    setup() {
        super.setup(...arguments);
        this.kmsPos = usePos();
        this.kmsDialog = useService("dialog");
    },

    /** The open stock-out of the product, if any. */
    get kmsRupture() {
        const { product } = this.props;
        const template = product.product_tmpl_id?.id ?? product.id;
        return this.kmsPos.models["kms.rupture"]?.find(
            (rupture) => rupture.is_open && rupture.raw._template_id === template
        );
    },

    kmsShowRupture() {
        this.kmsDialog.add(RuptureDialog, {
            name: this.props.name,
            expected: this.kmsRupture.raw.expected_date || "",
            alternatives: this.kmsRupture.raw._alternatives,
        });
    },
});
