import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Coupon codes typed while nobody can be asked: within a cap, and the server decides later. */
export class OfflineCoupons {
    constructor(pos, index) {
        this.pos = pos;
        this.index = index;
    }

    get caps() {
        const { kms_offline_coupon_amount: amount, kms_offline_coupon_count: count } =
            this.pos.company;
        return { amount, count };
    }

    /** Codes in orders that the server does not have yet. */
    get used() {
        return this.pos.models["pos.order"]
            .filter((order) => order.isDirty() || !order.isSynced)
            .reduce((sum, order) => sum + order.kmsOfflineCodes.length, 0);
    }

    /**
     * Use a code in the order.
     *
     * @param {string} code as typed or scanned
     * @returns {Promise<true|string>} true, or the sentence why not
     */
    async activate(code) {
        const order = this.pos.getOrder();
        const refusal = this.refusal(order, code);
        if (refusal) {
            return refusal;
        }
        const source = await this.source(order, code);
        if (typeof source === "string") {
            return source;
        }
        await this.apply(order, source);
        const off = order.kmsCouponDiscount;
        if (off && off <= this.caps.amount) {
            order.kms_offline_codes = [...order.kmsOfflineCodes, code.trim()].join(",");
            await this.keepCards(order);
            await this.pos.data.synchronizeLocalDataInIndexedDB();
            return true;
        }
        await this.undo(order, source);
        return off ? this.tooMuch() : _t("Nothing in the basket is eligible, or it is not enough.");
    }

    refusal(order, code) {
        const { amount, count } = this.caps;
        if (!amount || !count) {
            return _t("Without the network this till accepts no coupons.");
        }
        if (this.used >= count) {
            return _t("This till has accepted %s coupons without the network: no more now.", count);
        }
        if (order.kmsOfflineCodes.includes(code.trim())) {
            return _t("This code is already in the order.");
        }
        return false;
    }

    tooMuch() {
        return _t(
            "Without the network coupons take off at most %s. Keep this one for later.",
            this.pos.env.utils.formatCurrency(this.caps.amount)
        );
    }

    /** What a code stands for: a rule of a program, or a coupon of its own. */
    async source(order, code) {
        const spellings = [code.trim(), code.trim().toUpperCase()];
        const rule = this.pos.models["loyalty.rule"].find(
            (one) => one.mode === "with_code" && spellings.includes(one.code)
        );
        const coupon = rule ? null : await this.index.coupon(code).catch(() => null);
        const program = rule?.program_id || this.pos.models["loyalty.program"].get(coupon?.group);
        if (!program) {
            return _t("This till does not know the code. Try again when the network is back.");
        }
        const today = serializeDate(luxon.DateTime.now());
        const starts = program.date_from && serializeDate(program.date_from);
        const ends = [program.date_to && serializeDate(program.date_to), coupon?.day];
        if ((starts && today < starts) || ends.some((day) => day && day < today)) {
            return _t("This coupon is not valid today.");
        }
        if (coupon?.owner && coupon.owner !== order.getPartner()?.id) {
            return order.getPartner()
                ? _t("This coupon belongs to another customer.")
                : _t("Say first who the customer is.");
        }
        return { rule, program, card: coupon && this.card(coupon, program, code) };
    }

    card(coupon, program, code) {
        const cards = this.pos.models["loyalty.card"];
        if (cards.get(coupon.id)) {
            return cards.get(coupon.id);
        }
        return cards.create({
            id: coupon.id,
            code: code.trim(),
            points: coupon.points,
            program_id: program,
        });
    }

    /** Let a reload without the network find the coupons of an order again. */
    async keepCards(order) {
        const cards = order._code_activated_coupon_ids.filter((card) => card.id > 0);
        await this.pos.data.synchronizeServerDataInIndexedDB({
            "loyalty.card": cards.map((card) => ({
                id: card.id,
                code: card.code,
                points: card.points,
                program_id: card.program_id.id,
                partner_id: card.partner_id?.id,
            })),
        });
    }

    async apply(order, { rule, program, card }) {
        if (rule) {
            order.uiState.codeActivatedProgramRules.push(rule.id);
        } else {
            order._code_activated_coupon_ids = [["link", card]];
        }
        await this.pos.orderUpdateLoyaltyPrograms();
        const rewards = order.getClaimableRewards(card?.id || false, rule ? program.id : false);
        if (rewards.length && !order.lines.some((line) => line.reward_id?.program_id === program)) {
            order._applyReward(rewards[0].reward, rewards[0].coupon_id);
        }
    }

    async undo(order, { rule, program, card }) {
        order.lines
            .filter((line) => line.reward_id?.program_id === program)
            .forEach((line) => line.delete());
        if (rule) {
            const rules = order.uiState.codeActivatedProgramRules;
            order.uiState.codeActivatedProgramRules = rules.filter((id) => id !== rule.id);
        } else {
            order._code_activated_coupon_ids = [["unlink", card]];
        }
        await this.pos.orderUpdateLoyaltyPrograms();
    }
}
