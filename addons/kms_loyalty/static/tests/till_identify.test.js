import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { getService, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { ConnectionLostError } from "@web/core/network/rpc";

import { CustomerCard } from "@kms_loyalty/till/identify/customer_card";
import { CustomerSource } from "@kms_loyalty/till/identify/customer_source";
import { CustomerStrip } from "@kms_loyalty/till/identify/customer_strip";
import { IdentifyPopup } from "@kms_loyalty/till/identify/identify_popup";
import { PhonePad } from "@kms_loyalty/till/identify/phone_pad";
import { TierDot } from "@kms_loyalty/till/identify/tier_dot";
import { cleanNumber, isWhole } from "@kms_loyalty/till/identify/phone_number";

describe.current.tags("desktop");
definePosModels();

const GOLD = { id: 3, name: "GOLD", color: "#D4A017", discount: 5 };
const JEAN = {
    id: 7,
    name: "Jean Kouamé",
    phone: "+237 699 00 11 22",
    tier: GOLD,
    score: 78,
    purchases: 9,
    days: 90,
    last_visit: false,
    points: [{ id: 1, name: "Points", points: 1240 }],
    coupons: [
        {
            code: "SPE9X2K4L",
            label: "− 10 %",
            own: true,
            minimum: "10,000 FCFA",
            expires: false,
            ok: true,
            reason: "",
        },
        {
            code: "GEN33333",
            label: "− 500",
            own: false,
            minimum: "5,000 FCFA",
            expires: "2030-01-31",
            ok: false,
            reason: "1,500 more.",
        },
    ],
};
const FOUND = { state: "found", customers: [JEAN] };
const NEW = {
    state: "unknown",
    customers: [],
    phone: { number: "+237699001122", display: "+237 699 00 11 22" },
};

/** Open the popup over a source that answers what the test says. */
async function open(answers = {}, props = {}) {
    await setupPosEnv();
    await mountWithCleanup(MainComponentsContainer);
    const source = {
        find: async (text) => {
            expect.step(`find ${text}`);
            return answers.find;
        },
        create: async (...args) => {
            expect.step(`create ${args.join("|")}`);
            return answers.create;
        },
    };
    getService("dialog").add(IdentifyPopup, {
        source,
        digits: 9,
        onTake: (customer, answer, coupon) =>
            expect.step(`take ${customer.id} ${coupon?.code || ""}`.trim()),
        ...props,
    });
    await animationFrame();
}

async function type(digits) {
    for (const digit of digits) {
        await click(`[data-key="${digit}"]`);
    }
    await animationFrame();
}

test("numbers as they are typed, and when they are complete", () => {
    expect(cleanNumber(" 6 99.00-11 ")).toBe("69900-11");
    expect(cleanNumber("<b>699</b>")).toBe("b699b");
    expect(cleanNumber(undefined)).toBe("");
    expect(cleanNumber("9".repeat(500)).length).toBe(64);
    expect(isWhole("699001122", 9)).toBe(true);
    expect(isWhole("69900112", 9)).toBe(false);
    expect(isWhole("044a-11bc", 9)).toBe(false);
    expect(isWhole("699001122", 0)).toBe(false);
});

test("after the last digit the customer appears by itself", async () => {
    await open({ find: FOUND });
    await type("69900112");
    expect.verifySteps([]);
    await type("2");
    expect.verifySteps(["find 699001122"]);
    expect(queryOne(".o_kms_customer_name").textContent).toBe("Jean Kouamé");
    await click(".o_kms_identify_take");
    await animationFrame();
    expect.verifySteps(["take 7"]);
    expect(".o_kms_identify").toHaveCount(0);
});

test("a keyboard and Enter do as well", async () => {
    await open({ find: FOUND });
    await edit("699001122");
    await animationFrame();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["find 699001122", "take 7"]);
});

test("unknown: created in one more tap, with a name if there is one", async () => {
    await open({ find: NEW, create: FOUND });
    await type("699001122");
    expect(".o_kms_identify_name").toHaveCount(1);
    await click(".o_kms_identify_name");
    await edit("Awa");
    await click(".o_kms_identify_optin");
    await click(".o_kms_identify_create");
    await animationFrame();
    expect.verifySteps(["find 699001122", "create 699001122|Awa|true", "take 7"]);
});

test("a sentence, and the number is still there to be mended", async () => {
    await open({ find: { state: "bad", message: "Too few digits.", customers: [] } });
    await type("12");
    await click(".o_kms_identify_ask");
    await animationFrame();
    expect(queryAllTexts(".o_kms_identify_sentence")).toEqual(["Too few digits."]);
    await click('[data-key="erase"]');
    await animationFrame();
    expect(queryOne(".o_kms_identify_number").value).toBe("1");
    expect(".o_kms_identify_sentence").toHaveCount(0);
    expect.verifySteps(["find 12"]);
});

test("an answer that comes late is not shown for another number", async () => {
    const late = new Deferred();
    await open({ find: late });
    await type("699001122");
    await click('[data-key="erase"]');
    late.resolve(FOUND);
    await animationFrame();
    expect(".o_kms_customer_card").toHaveCount(0);
    expect.verifySteps(["find 699001122"]);
});

test("another number can be typed at once, whatever was there", async () => {
    await open({ find: FOUND });
    await type("699001122");
    await click(".o_kms_identify_again");
    await animationFrame();
    expect(".o_kms_identify_number").toBeFocused();
    expect(queryOne(".o_kms_identify_number").value).toBe("");
    expect.verifySteps(["find 699001122"]);
});

test("a number that nobody can look up now says so", async () => {
    await open({ find: { ...NEW, unconfirmed: true } });
    await type("699001122");
    expect(queryOne("[role=status]").textContent).toMatch("+237 699 00 11 22");
    expect("[role=status] .fa-cloud").toHaveCount(1);
    await click(".o_kms_identify_name");
    await edit("Awa");
    await click(".o_kms_identify_again");
    await animationFrame();
    expect(".o_kms_identify_number").toBeFocused();
    await type("699001122");
    expect(queryOne(".o_kms_identify_name").value).toBe("", { message: "somebody else's name" });
    expect.verifySteps(["find 699001122", "find 699001122"]);
});

test("the customer on the order: taken again, another, or none", async () => {
    await open({}, { answer: FOUND, onWithout: () => expect.step("without") });
    expect(queryAllTexts(".o_kms_identify_buttons button")).toEqual([
        "Take this customer",
        "Another number",
        "Without customer",
    ]);
    await click(".o_kms_identify_without");
    expect.verifySteps(["without"]);
});

test("several customers share a number", async () => {
    const other = { ...JEAN, id: 8, name: "Awa Kouamé" };
    await open({ find: { state: "found", customers: [JEAN, other] } });
    await type("699001122");
    await click(".o_kms_identify_several button:eq(1)");
    await animationFrame();
    await click(".o_kms_identify_take");
    expect.verifySteps(["find 699001122", "take 8"]);
});

test("a card: tier, discount, figures, coupons and what they lack", async () => {
    await setupPosEnv();
    await mountWithCleanup(CustomerCard, {
        props: { customer: JEAN, onCoupon: (coupon) => expect.step(coupon.code) },
    });
    expect(queryAllTexts(".o_kms_tier_dot")).toEqual(["GOLD"]);
    expect(queryOne(".o_kms_tier_discount").textContent).toMatch(/5\s*% off/);
    expect(queryAllTexts("dd")).toEqual(["1,240", "78", "9", "never"]);
    expect(".o_kms_customer_coupon button").toHaveCount(1);
    expect(queryOne(".o_kms_customer_coupon:eq(0)").textContent).toMatch("from 10,000 FCFA");
    // what is missing says more than what is asked for
    expect(queryOne(".o_kms_customer_coupon:eq(1)").textContent).toMatch("1,500 more.");
    expect(queryOne(".o_kms_customer_coupon:eq(1)").textContent).not.toMatch("from");
    expect(
        ".o_kms_customer_coupon:eq(0) .fa-user[aria-label='For this customer alone']"
    ).toHaveCount(1);
    expect(".o_kms_customer_coupon:eq(1) .fa-ticket[aria-label='For everybody']").toHaveCount(1);
    await click(".o_kms_customer_coupon button");
    expect.verifySteps(["SPE9X2K4L"]);
});

test("a card from the till's own index says that it is to be confirmed", async () => {
    await setupPosEnv();
    const bare = { id: 9, name: "Awa", tier: { ...GOLD, discount: 0 }, coupons: [] };
    await mountWithCleanup(CustomerCard, { props: { customer: bare, unconfirmed: true } });
    expect(".fa-cloud").toHaveCount(1);
    expect(".o_kms_tier_discount").toHaveCount(0);
});

test("a colour that is none is left out", async () => {
    await mountWithCleanup(TierDot, { props: { name: "GOLD", color: "red;position:fixed" } });
    expect(queryOne(".fa-circle").getAttribute("style") || "").toBe("");
});

test("big keys", async () => {
    await mountWithCleanup(PhonePad, {
        props: { onKey: (key) => expect.step(key), onErase: () => expect.step("erase") },
    });
    await click('[data-key="7"]');
    await click('[data-key="+"]');
    await click('[data-key="erase"]');
    expect.verifySteps(["7", "+", "erase"]);
});

test("above the basket: a button first, then whose it is", async () => {
    const store = await setupPosEnv();
    store.kmsIdentify = () => expect.step("asked");
    store.addNewOrder();
    await mountWithCleanup(CustomerStrip);
    await click(".o_kms_customer_strip");
    expect.verifySteps(["asked"]);
    const partner = store.models["res.partner"].getFirst();
    store.getOrder().setPartner(partner);
    await animationFrame();
    expect(queryOne(".o_kms_customer_strip b").textContent).toBe(partner.name);
});

test("without a network the till's own sources are asked, other errors are told", async () => {
    const store = await setupPosEnv();
    store.addNewOrder();
    const source = new CustomerSource(store);
    source.findOffline = async (phone) => ({ state: "found", customers: [{ id: 1 }], phone });
    store.data.call = async () => {
        throw new ConnectionLostError("/x");
    };
    expect((await source.find("699001122")).phone).toBe("699001122");
    expect(source.away().state).toBe("offline");
    store.data.call = async () => {
        throw new Error("broken");
    };
    await expect(source.find("699001122")).rejects.toThrow("broken");
});
