import { describe, expect, test } from "@odoo/hoot";
import { PosData } from "@point_of_sale/app/services/data_service";

describe.current.tags("headless");

/** A till's data with one card, whose server answers with the cards of lines. */
function till({ answer = [], fails = false } = {}) {
    const asked = [];
    const data = Object.create(PosData.prototype);
    Object.assign(data, {
        network: { offline: false },
        relations: {},
        models: { "loyalty.card": new Map([[3, {}]]) },
        orm: {
            call: async (model, method, [, lines]) => {
                asked.push(lines);
                if (fails) {
                    throw new Error("no such method");
                }
                return answer;
            },
        },
    });
    return [data, asked];
}

const LINES = [
    { id: 1, coupon_id: 9 },
    { id: 2, coupon_id: 9 },
    { id: 3, coupon_id: 3 },
    { id: 4, coupon_id: -2 },
    { id: 5, coupon_id: false },
    { id: "b5e0", coupon_id: 8 },
    { id: 6, coupon_id: 7 },
];

test("asks for the cards that lines name and that are not there", async () => {
    const card = { id: 9, code: "\u2022\u2022\u2022\u2022 9" };
    const [data, asked] = till({ answer: [card] });
    const coming = { id: 7, code: "MINE" };
    const map = { "pos.order.line": LINES, "loyalty.card": [coming] };
    const loaded = await data.missingRecursive(map);
    expect(asked).toEqual([[1]]);
    expect(loaded["loyalty.card"]).toEqual([coming, card]);
    expect(map["loyalty.card"]).toEqual([coming]);
});

test("asks nobody when nothing is missing, or the network is", async () => {
    const [data, asked] = till();
    await data.missingRecursive({ "pos.order.line": LINES.slice(2, 6) });
    await data.missingRecursive({ "res.partner": [{ id: 1 }] });
    data.network.offline = true;
    await data.missingRecursive({ "pos.order.line": LINES });
    expect(asked).toEqual([]);
});

test("goes on without what the server does not tell", async () => {
    const [data, asked] = till({ fails: true });
    const loaded = await data.missingRecursive({ "pos.order.line": LINES });
    expect(asked).toEqual([[1, 6]]);
    expect(loaded["loyalty.card"]).toEqual([]);
});
