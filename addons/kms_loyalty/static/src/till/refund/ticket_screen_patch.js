// Imported for its patch, which this one comes after.
import "@pos_loyalty/app/screens/ticket_screen/ticket_screen";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { isDiscount } from "./shares";

patch(TicketScreen.prototype, {
    _onUpdateSelectedOrderline() {
        const id = this.getSelectedOrderlineId();
        const line = this.getSelectedOrder()?.lines.find((mine) => mine.id === id);
        if (line && isDiscount(line) && !this._isEWalletGiftCard(line)) {
            this.notification.add(
                _t("Choose the goods: their part of the discount goes back too.")
            );
            return this.numberBuffer.reset();
        }
        return super._onUpdateSelectedOrderline(...arguments);
    },

    postRefund(order) {
        super.postRefund(...arguments);
        order.kmsTakeDiscountsBack();
    },
});
