import { describe, expect, test } from "@odoo/hoot";
import { models } from "@web/../tests/web_test_helpers";
import { patch } from "@web/core/utils/patch";
import {
    definePosModels,
    hootPosModels,
} from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PosSession } from "@point_of_sale/../tests/unit/data/pos_session.data";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

import { basketOf } from "@kms_loyalty/till/identify/basket";

describe.current.tags("desktop");

class KmsLoyaltyTier extends models.ServerModel {
    _name = "kms.loyalty.tier";

    _load_pos_data_fields() {
        return ["name", "color", "threshold", "discount", "discount_program_id"];
    }

    _records = [
        { id: 1, name: "All", color: "#6C757D", threshold: 0, discount: 0 },
        { id: 2, name: "GOLD", color: "#D4A017", threshold: 50, discount: 5 },
        { id: 3, name: "VIP", color: "#C0392B", threshold: 75, discount: 10 },
    ];
}

patch(hootPosModels, [...hootPosModels, KmsLoyaltyTier]);
patch(PosSession.prototype, {
    _load_pos_data_models() {
        return [...super._load_pos_data_models(...arguments), "kms.loyalty.tier"];
    },
});

definePosModels();

/** An order of goods, with a promotion of the mock made the discount of GOLD. */
async function orderWithTier() {
    const store = await setupPosEnv();
    const order = store.addNewOrder();
    await store.addLineToOrder(
        { product_tmpl_id: store.models["product.template"].get(5), qty: 10 },
        order
    );
    const reward = store.models["loyalty.reward"].find((mine) => mine.reward_type === "discount");
    const program = reward.program_id;
    store.models["kms.loyalty.tier"].get(2).discount_program_id = program;
    const partner = store.models["res.partner"].getFirst();
    order.setPartner(partner);
    return { store, order, reward, program, partner };
}

test("who has no tier has the one of all others", async () => {
    const { store, order } = await orderWithTier();
    expect(order.kmsTier.name).toBe("All");
    order.setPartner(false);
    expect(order.kmsTier).toBe(undefined);
    expect(store.models["kms.loyalty.tier"].length).toBe(3);
});

test("what the server said of the customer counts, for that customer only", async () => {
    const { store, order, partner } = await orderWithTier();
    order.kmsRemember({ id: partner.id, tier: { id: 3 } });
    expect(order.kmsTier.name).toBe("VIP");
    order.setPartner(store.models["res.partner"].find((other) => other.id !== partner.id));
    expect(order.kmsTier.name).toBe("All");
});

test("the discount of a tier is for that tier", async () => {
    const { order, program, partner } = await orderWithTier();
    expect(order._programIsApplicable(program)).toBe(false);
    order.kmsRemember({ id: partner.id, tier: { id: 3 } });
    expect(order._programIsApplicable(program)).toBe(false);
});

test("it is taken from the goods, before other discounts or after them", async () => {
    const { order, reward } = await orderWithTier();
    const [goods] = order.lines;
    const total = goods.prices.total_included;
    expect(order._getDiscountableOnOrder(reward).discountable).toBe(total);
    expect(order.kmsCounts(goods)).toBe(true);
    const coupon = { getQuantity: () => 1, is_reward_line: true, reward_id: { program_id: {} } };
    expect(order.kmsCounts(coupon)).toBe(false);
    order.company.kms_tier_discount_base = "rest";
    expect(order.kmsCounts(coupon)).toBe(true);
});

test("what was ordered at an agreed price keeps it", async () => {
    const { order } = await orderWithTier();
    const agreed = {
        getQuantity: () => 1,
        is_reward_line: false,
        sale_order_origin_id: { id: 1 },
        getEWalletGiftCardProgramType: () => undefined,
    };
    expect(order.kmsCounts(agreed)).toBe(false);
    expect(order.kmsCounts({ ...agreed, sale_order_origin_id: undefined })).toBe(true);
    const money = {
        ...agreed,
        sale_order_origin_id: undefined,
        getEWalletGiftCardProgramType: () => "ewallet",
    };
    expect(order.kmsCounts(money)).toBe(false);
});

test("the basket as the server judges it", async () => {
    const { order } = await orderWithTier();
    const [line] = order.lines;
    expect(basketOf(order)).toEqual({
        uuid: order.uuid,
        lines: [
            {
                product_id: line.product_id.id,
                incl: line.prices.total_included,
                excl: line.prices.total_excluded,
            },
        ],
    });
});

test("a typed code goes with its basket", async () => {
    const { store, order } = await orderWithTier();
    const sent = [];
    store.data.execute = async (request) => {
        sent.push(request.args);
        return { successful: false, payload: { error_message: "1,500 more." } };
    };
    expect(await store._kmsRefusal(order, "NOEL")).toBe("1,500 more.");
    expect(sent[0][1]).toBe("NOEL");
    expect(sent[0][5]).toEqual(basketOf(order));
});

/** Rewards of a tier, a coupon and a gift card, each worth more than the order or a tenth of it. */
function giveAll({ store, order, reward }) {
    const product = order.lines[0].product_id;
    const discount = {
        reward_type: "discount",
        discount_applicability: "order",
        discount_line_product_id: product,
        is_global_discount: false,
        required_points: 0,
    };
    const coupon = store.models["loyalty.reward"].get(2);
    const gift = store.models["loyalty.reward"].get(3);
    const card = store.models["loyalty.card"].get(4);
    reward.update({ ...discount, discount_mode: "percent", discount: 10 });
    coupon.update({ ...discount, discount_mode: "per_order", discount: 1e6 });
    gift.update({ ...discount, discount_mode: "per_point", discount: 1, required_points: 1 });
    coupon.program_id.program_type = "promo_code";
    gift.program_id.update({ program_type: "gift_card", applies_on: "future" });
    card.points = 1e6;
    return [
        () => order._applyReward(reward),
        () => order._applyReward(coupon),
        () => order._applyReward(gift, card.id),
    ];
}

test("whatever is taken off in whichever order, nobody gets money for goods", async () => {
    const orders = ["012", "021", "102", "120", "201", "210"];
    const shop = await orderWithTier();
    const rewards = giveAll(shop);
    const { order } = shop;
    const whole = order.priceIncl;
    for (const turns of orders) {
        order._get_reward_lines().forEach((line) => line.delete());
        expect(order.priceIncl).toBeCloseTo(whole, { precision: 0.001 });
        for (const turn of turns) {
            rewards[Number(turn)]();
            expect(order.priceIncl).toBeGreaterThan(-0.01);
        }
        expect(order.priceIncl).toBeCloseTo(0, { precision: 0.01 });
    }
});
