import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { patch } from "@web/core/utils/patch";
import { CustomerStrip } from "./customer_strip";

patch(ProductScreen, {
    components: { ...ProductScreen.components, CustomerStrip },
});

patch(ProductScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useHotkey("alt+i", () => this.pos.kmsIdentify(), { bypassEditableProtection: true });
    },
});
