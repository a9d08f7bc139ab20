// Imported for its patch, which this one comes after.
import "@pos_loyalty/app/screens/ticket_screen/ticket_screen";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { isDiscount } from "./shares";

patch(TicketScreen.prototype, {
    /** Whether an order that is not in the list may be one that this cashier does not see. */
    get kmsNeedsManager() {
        const { loading, offline } = this.pos.data.network;
        const sees = this.pos.getCashier()?._role === "manager";
        return this.state.filter === "SYNCED" && !sees && !loading && !offline;
    },

    get kmsEmptyText() {
        return this.pos.data.network.loading ? _t("Loading\u2026") : _t("No order found");
    },

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
