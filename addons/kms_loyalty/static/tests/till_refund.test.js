import { describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { shareBack } from "@kms_loyalty/till/refund/shares";

describe.current.tags("desktop");

definePosModels();

const FRANC = (amount) => Math.round(amount);
const DISCOUNT = { amount: 300, quantity: 1 };

/** Refund parts one after the other; returns what each took of the discount. */
function parts(discount, values) {
    const whole = values.reduce((all, value) => all + value, 0);
    const before = { amount: 0, quantity: 0 };
    let part = 0;
    return values.map((value) => {
        part += value;
        const share = shareBack(discount, { part, whole }, { ...before }, FRANC);
        before.amount += share?.amount || 0;
        before.quantity += share?.quantity || 0;
        return share;
    });
}

/** A sale of three with a discount of a tenth, paid. */
async function sale() {
    const store = await setupPosEnv();
    const order = store.addNewOrder();
    const template = store.models["product.template"].get(5);
    await store.addLineToOrder({ product_tmpl_id: template, qty: 3 }, order);
    const [goods] = order.lines;
    const discount = store.models["pos.order.line"].create({
        order_id: order,
        product_id: goods.product_id,
        qty: 1,
        price_unit: -30,
        tax_ids: goods.tax_ids.map((tax) => ["link", tax]),
        price_type: "automatic",
    });
    order.state = "paid";
    return { store, order, goods, discount };
}

/** A refund as the list of orders makes it. */
function refund(store, goods, quantity) {
    const order = store.addNewOrder();
    order.is_refund = true;
    store.models["pos.order.line"].create({
        order_id: order,
        product_id: goods.product_id,
        qty: -quantity,
        price_unit: goods.price_unit,
        tax_ids: goods.tax_ids.map((tax) => ["link", tax]),
        refunded_orderline_id: goods,
        price_type: "automatic",
    });
    order.kmsTakeDiscountsBack();
    return order;
}

function taken(order, discount) {
    const lines = order.lines.filter((line) => line.refunded_orderline_id === discount);
    return lines.map((line) => [line.qty, Math.round(line.qty * line.price_unit * 100) / 100]);
}

test("the share of the goods, and the rest at the end", () => {
    expect(parts(DISCOUNT, [1000, 2000])).toEqual([
        { amount: 100, quantity: 0.33 },
        { amount: 200, quantity: 0.67 },
    ]);
    const thirds = parts({ amount: 100, quantity: 1 }, [1000, 1000, 1000]);
    expect(thirds.map((share) => share.amount)).toEqual([33, 34, 33]);
});

test("many small parts make the whole, and never more", () => {
    const shares = parts({ amount: 999, quantity: 1 }, Array(60).fill(17));
    const amount = shares.reduce((all, share) => all + share.amount, 0);
    const quantity = shares.reduce((all, share) => all + share.quantity, 0);
    expect(amount).toBe(999);
    expect(quantity).toBeCloseTo(1, { precision: 1e-6 });
    expect(shares.every((share) => share.quantity > 0.009)).toBe(true);
});

test("nothing goes back with nothing", () => {
    expect(shareBack(DISCOUNT, { part: 0, whole: 3000 }, { amount: 0, quantity: 0 }, FRANC)).toBe(
        null
    );
    const all = { amount: 300, quantity: 1 };
    expect(shareBack(DISCOUNT, { part: 3000, whole: 3000 }, all, FRANC)).toBe(null);
});

test("a refund takes its share of the discount, and follows what is changed", async () => {
    const { store, goods, discount } = await sale();
    const order = refund(store, goods, 1);
    expect(taken(order, discount)).toEqual([[-0.33, 10]]);
    order.lines[0].qty = -2;
    store.updateRewards();
    expect(taken(order, discount)).toEqual([[-0.66, 20]]);
    order.lines[0].delete();
    order.kmsTakeDiscountsBack();
    expect(order.lines).toHaveLength(0);
});

test("two refunds give back what was paid", async () => {
    const { store, order, goods, discount } = await sale();
    const first = refund(store, goods, 1);
    first.state = "paid";
    const rest = refund(store, goods, 2);
    expect(taken(rest, discount)).toEqual([[-0.67, 20]]);
    const back = Math.abs(first.priceIncl) + Math.abs(rest.priceIncl);
    expect(back).toBeCloseTo(Math.abs(order.priceIncl), { precision: 0.001 });
});

test("a sale takes nothing back", async () => {
    const { order } = await sale();
    order.state = "draft";
    order.kmsTakeDiscountsBack();
    expect(order.lines).toHaveLength(2);
});

test("what a cashier does not find may be a colleague's, for a manager to refund", () => {
    const needed = (filter, role, network = {}) =>
        Reflect.get(TicketScreen.prototype, "kmsNeedsManager", {
            state: { filter },
            pos: { getCashier: () => ({ _role: role }), data: { network } },
        });
    expect(needed("SYNCED", "cashier")).toBe(true);
    expect(needed("SYNCED", "minimal")).toBe(true);
    expect(needed("SYNCED", "manager")).toBe(false);
    expect(needed("ACTIVE_ORDERS", "cashier")).toBe(false);
    expect(needed("SYNCED", "cashier", { loading: true })).toBe(false);
    expect(needed("SYNCED", "cashier", { offline: true })).toBe(false);
});

test("a list without orders says so, or that it is being read", () => {
    allowTranslations();
    const text = (loading) =>
        `${Reflect.get(TicketScreen.prototype, "kmsEmptyText", {
            pos: { data: { network: { loading } } },
        })}`;
    expect(text(true)).toBe("Loading\u2026");
    expect(text(false)).toBe("No order found");
});
