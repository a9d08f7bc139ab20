import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";

import { isTooMuch, lowestPrice } from "@kms_loyalty/app/utils/discount_limit";

describe.current.tags("desktop");

definePosModels();

async function till(role) {
    const asked = [];
    const store = await setupPosEnv();
    const order = await getFilledOrder(store);
    store.config.kms_discount_cashier = 10;
    store.config.kms_discount_manager = 40;
    store.getCashier = () => ({ id: store.user.id, _role: role });
    store.dialog.add = (_component, { body }) => asked.push(`${body}`);
    return { store, line: order.lines[0], asked };
}

test("how much may be taken off", () => {
    expect(lowestPrice(1000, 10)).toBe(900);
    const line = { usual: 1000, price: 1000, discount: 0 };
    expect(isTooMuch({ ...line, discount: 10 }, 10)).toBe(false);
    expect(isTooMuch({ ...line, discount: 10.5 }, 10)).toBe(true);
    expect(isTooMuch({ ...line, price: 899 }, 10)).toBe(true);
    expect(isTooMuch({ ...line, price: 950, discount: 10 }, 10)).toBe(true);
    expect(isTooMuch({ ...line, price: 1500, discount: 30 }, 10)).toBe(false);
    expect(isTooMuch({ ...line, discount: 100 }, 100)).toBe(false);
    expect(isTooMuch({ ...line, usual: 0, price: 0 }, 10)).toBe(false);
});

test("a cashier who types too much is told the maximum", async () => {
    const { store, line, asked } = await till("cashier");
    await store.setDiscountFromUI(line, "10");
    expect(line.discount).toBe(10);
    expect(asked).toEqual([]);
    await store.setDiscountFromUI(line, "100");
    expect(line.discount).toBe(10);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/10 % off/);
});

test("a manager may give more, and has a maximum too", async () => {
    const { store, line, asked } = await till("manager");
    await store.setDiscountFromUI(line, 40);
    expect(line.discount).toBe(40);
    await store.setDiscountFromUI(line, 41);
    expect(line.discount).toBe(40);
    expect(asked).toHaveLength(1);
});

test("a price that was typed too low is not paid", async () => {
    const { store, line, asked } = await till("cashier");
    line.price_type = "manual";
    line.setUnitPrice(line.price_unit / 2);
    await store.pay();
    expect(asked).toHaveLength(1);
});
