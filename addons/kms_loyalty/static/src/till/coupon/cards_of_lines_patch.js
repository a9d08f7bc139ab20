import { PosData } from "@point_of_sale/app/services/data_service";
import { patch } from "@web/core/utils/patch";

patch(PosData.prototype, {
    /** Cards that lines name, for a cashier who cannot read them: core reads what is missing. */
    async missingRecursive(recordMap, ...rest) {
        const lines = this.network.offline ? [] : this.kmsLinesWithoutCard(recordMap);
        if (lines.length) {
            const cards = await this.kmsCardsOfLines(lines);
            recordMap = {
                ...recordMap,
                "loyalty.card": [...(recordMap["loyalty.card"] || []), ...cards],
            };
        }
        return super.missingRecursive(recordMap, ...rest);
    },

    /** @returns {number[]} ids of lines whose card is neither known nor on its way */
    kmsLinesWithoutCard(recordMap) {
        const coming = new Set((recordMap["loyalty.card"] || []).map((card) => card.id));
        const asked = new Set();
        return (recordMap["pos.order.line"] || [])
            .filter(({ id, coupon_id: card }) => {
                const missing =
                    typeof id === "number" &&
                    typeof card === "number" &&
                    card > 0 &&
                    !coming.has(card) &&
                    !asked.has(card) &&
                    !this.models["loyalty.card"].get(card);
                return missing && asked.add(card);
            })
            .map((line) => line.id);
    },

    async kmsCardsOfLines(lines) {
        try {
            return await this.orm.call("pos.config", "kms_cards_of_lines", [
                [odoo.pos_config_id],
                lines,
            ]);
        } catch {
            // as core does when records cannot be read
            return [];
        }
    },
});
