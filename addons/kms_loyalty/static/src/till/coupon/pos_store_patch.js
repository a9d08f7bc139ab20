// Imported for its patch, which this one comes after.
import "@pos_loyalty/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { basketOf } from "../identify/basket";

patch(PosStore.prototype, {
    async processServerData() {
        await super.processServerData(...arguments);
        this.data.kmsBasket = () => basketOf(this.getOrder());
    },

    /** A code for anybody is known to the till, and its conditions to the server alone. */
    async activateCode(code) {
        const order = this.getOrder();
        const rule = this.models["loyalty.rule"].find(
            (mine) => mine.mode === "with_code" && [mine.promo_barcode, mine.code].includes(code)
        );
        if (rule && !order.uiState.codeActivatedProgramRules.includes(rule.id)) {
            const refusal = await this._kmsRefusal(order, code);
            if (refusal) {
                return refusal;
            }
        }
        return super.activateCode(...arguments);
    },

    /** @returns {Promise<string>} why a code cannot be used; empty when it can, or nobody knows */
    async _kmsRefusal(order, code) {
        try {
            const { successful, payload } = await this.data.call("pos.config", "use_coupon_code", [
                [this.config.id],
                code,
                order.date_order,
                order.getPartner()?.id || false,
                order.pricelist_id?.id || false,
            ]);
            return successful ? "" : payload.error_message || _t("This code cannot be used.");
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return "";
            }
            throw error;
        }
    },
});
