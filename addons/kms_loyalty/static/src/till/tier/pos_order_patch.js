// Imported for its patch, which this one comes after.
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

/** Programs whose products are money in another form, on which nobody gets a discount. */
const MONEY = ["gift_card", "ewallet"];

patch(PosOrder.prototype, {
    /** What is known of the customer; kept with the order, so that a reload does not forget it. */
    kmsRemember(customer) {
        this.uiState.kmsCustomer = customer || null;
    },

    get kmsCustomer() {
        const customer = this.uiState.kmsCustomer;
        return customer && customer.id === this.getPartner()?.id ? customer : null;
    },

    /** The tier of the customer; the one of all others for who has none yet. */
    get kmsTier() {
        const partner = this.getPartner();
        const tiers = this.models["kms.loyalty.tier"];
        if (!partner || !tiers) {
            return undefined;
        }
        return (
            tiers.get(this.kmsCustomer?.tier?.id) ||
            partner.kms_loyalty_tier_id ||
            tiers.find((tier) => !tier.threshold)
        );
    },

    /** The tier whose discount a program is; undefined for any other program. */
    kmsTierOf(program) {
        return this.models["kms.loyalty.tier"]?.find(
            (tier) => tier.discount_program_id && tier.discount_program_id.id === program?.id
        );
    },

    get kmsTierFirst() {
        return this.company.kms_tier_discount_base !== "rest";
    },

    _programIsApplicable(program) {
        const tier = this.kmsTierOf(program);
        if (tier && tier.id !== this.kmsTier?.id) {
            return false;
        }
        return super._programIsApplicable(...arguments);
    },

    /** The order in which discounts are taken, whichever came first. */
    _get_reward_lines() {
        const lines = super._get_reward_lines();
        const rank = (line) => {
            const own = Boolean(this.kmsTierOf(line.reward_id?.program_id));
            return own === this.kmsTierFirst ? 0 : 1;
        };
        return lines?.length > 1 ? lines.toSorted((one, two) => rank(one) - rank(two)) : lines;
    },

    _getDiscountableOnOrder(reward) {
        if (!this.kmsTierOf(reward.program_id)) {
            return super._getDiscountableOnOrder(...arguments);
        }
        let discountable = 0;
        const discountablePerTax = {};
        for (const line of this.lines.filter((mine) => this.kmsCounts(mine))) {
            const taxes = line.tax_ids.filter((tax) => tax.amount_type !== "fixed");
            const key = taxes.map((tax) => tax.id);
            discountable += line.prices.total_included;
            discountablePerTax[key] = (discountablePerTax[key] || 0) + line.basePrice;
        }
        return { discountable, discountablePerTax };
    },

    /** Whether the discount of the tier is taken from a line too. */
    kmsCounts(line) {
        if (!line.getQuantity() || this.kmsTierOf(line.reward_id?.program_id)) {
            return false;
        }
        if (line.is_reward_line) {
            return !this.kmsTierFirst;
        }
        // what was ordered at an agreed price is paid at that price
        const agreed = line.sale_order_origin_id;
        return !agreed && !MONEY.includes(line.getEWalletGiftCardProgramType());
    },

    /** What this order saves its customer: every discount, tax included. */
    get kmsSaved() {
        const lines = this.lines.filter(
            (line) =>
                line.is_reward_line && !MONEY.includes(line.reward_id?.program_id?.program_type)
        );
        const rewards = -lines.reduce((sum, line) => sum + line.prices.total_included, 0);
        return Math.max(0, rewards + this.getTotalDiscount());
    },
});
