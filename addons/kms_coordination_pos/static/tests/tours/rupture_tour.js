import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { registry } from "@web/core/registry";

function card(name) {
    return `article.product:has(.product-name:contains("${name}"))`;
}

registry.category("web_tour.tours").add("kms_coordination_pos_rupture", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            {
                content: "what is in stock carries no badge",
                trigger: `${card("Oak panel")}:not(:has(.o_kms_rupture_badge))`,
            },
            {
                content: "the badge tells, and does not sell",
                trigger: `${card("MDF panel")} .o_kms_rupture_badge`,
                run: "click",
            },
            { trigger: ".modal-body:contains('expected on')" },
            {
                content: "what to offer, with price and stock",
                trigger: ".o_kms_alternative:contains('Oak panel'):contains('150'):contains('7')",
            },
            {
                content: "what this till does not sell is shown, not added",
                trigger: ".o_kms_alternative:contains('Pine panel'):not(:has(.btn-primary))",
            },
            {
                content: "one tap puts it on the order",
                trigger: ".o_kms_alternative:contains('Oak panel') .btn-primary",
                run: "click",
            },
            { trigger: "body:not(:has(.o_kms_alternative))" },
            ProductScreen.selectedOrderlineHas("Oak panel", "1"),
            {
                content: "nobody is kept from selling what is short",
                trigger: `${card("MDF panel")} .product-name`,
                run: "click",
            },
            ProductScreen.selectedOrderlineHas("MDF panel", "1"),
        ].flat(),
});
