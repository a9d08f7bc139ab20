import { describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    click,
    edit,
    press,
    queryAllTexts,
    waitFor,
} from "@odoo/hoot-dom";
import {
    defineModels,
    getService,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");

class ProductProduct extends models.Model {
    _name = "product.product";
}

defineMailModels();
defineModels([ProductProduct]);

const VISIT = {
    id: 7,
    arrival: "2026-06-30 09:31:00",
    name: "Mrs Kalla",
    status: "vip",
    product: "Panel",
    orientation: "showroom",
    salesperson: false,
    state: "waiting",
    waiting_minutes: 12,
    late: true,
    quotation: false,
};

function today(visits = []) {
    return { visits, counts: { visitors: visits.length, quotes: 0, sales: 0 } };
}

async function openReception(visits = []) {
    onRpc("kms.reception", "load", () => ({
        orientations: [
            ["showroom", "Showroom"],
            ["hotel", "Hotel"],
        ],
        sources: [{ id: 3, display_name: "Referral" }],
        salespeople: [{ id: 5, name: "Sali" }],
        products: [{ id: 11, name: "Panel" }],
        ...today(visits),
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.reception",
    });
}

test("an empty day says what to do first", async () => {
    await openReception();
    expect(".o_kms_reception_empty").toHaveText(/No visitor yet today/);
    expect("#kms_phone").toBeFocused();
});

test("a known number shows the customer and fills the name", async () => {
    onRpc("res.partner", "kms_find_by_phone", ({ args }) => {
        expect.step(args[0]);
        return { number: "+237677451290", error: "", partner: { id: 1, name: "Mrs Kalla" } };
    });
    await openReception();
    await click("#kms_phone");
    await edit("677451290");
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps(["677451290"]);
    expect("#kms_name").toHaveValue("Mrs Kalla");
    expect(".o_kms_reception_card").toHaveText(/Mrs Kalla/);
});

test("Enter saves the visit with its choices and empties the form", async () => {
    onRpc("kms.reception", "register_visit", ({ args }) => {
        const { uuid, ...values } = args[0];
        expect(uuid).toMatch(/^[0-9a-f]{16}$/);
        expect(values).toEqual({
            phone: "",
            name: "Mr Ewane",
            product_id: 11,
            orientation: "showroom",
            user_id: 5,
            source_id: 3,
        });
        expect.step("saved");
        return { id: 7, ...today([VISIT]) };
    });
    await openReception();
    await click(".o_kms_reception_tile");
    await click("button:contains(Sali)");
    await click("button:contains(Referral)");
    await click("#kms_name");
    await edit("Mr Ewane");
    await animationFrame();
    await press("Enter");
    await waitFor(".o_kms_visit");
    expect.verifySteps(["saved"]);
    expect("#kms_name").toHaveValue("");
    expect(queryAllTexts(".o_kms_visit .fw-bold")).toEqual(["Mrs Kalla", "12 min"]);
});

test("without a name nothing is sent and the cursor goes there", async () => {
    onRpc("kms.reception", "register_visit", () => expect.step("saved"));
    await openReception();
    await click("button[type=submit]");
    await animationFrame();
    expect.verifySteps([]);
    expect("#kms_name").toBeFocused();
    expect("[role=alert]").toHaveText("Write down the visitor's name.");
});

test("a cut network keeps the form, and the second try is the same visit", async () => {
    let away = true;
    const sent = [];
    onRpc(
        "/web/dataset/call_kw/kms.reception/register_visit",
        async (request) => {
            const { params } = await request.json();
            sent.push(params.args[0].uuid);
            if (away) {
                throw new Error("cut");
            }
            return { jsonrpc: "2.0", result: { id: 7, ...today([VISIT]) } };
        },
        { pure: true }
    );
    await openReception();
    await click("#kms_name");
    await edit("Mr Ewane");
    await click("button[type=submit]");
    await advanceTime(100);
    await animationFrame();
    expect("#kms_name").toHaveValue("Mr Ewane");
    expect("[role=alert]").toHaveText(/Nothing is lost/);
    away = false;
    await click("button[type=submit]");
    await waitFor(".o_kms_visit");
    expect("#kms_name").toHaveValue("");
    expect(sent).toHaveLength(2);
    expect(sent[0]).toBe(sent[1]);
});

test("a refusal keeps what was typed", async () => {
    expect.errors(1);
    onRpc("kms.reception", "register_visit", () => {
        throw makeServerError({ message: "Too few digits" });
    });
    await openReception();
    await click("#kms_name");
    await edit("Mr Ewane");
    await click("button[type=submit]");
    await animationFrame();
    expect("#kms_name").toHaveValue("Mr Ewane");
    expect.verifyErrors(["Too few digits"]);
});

test("a visitor who waits too long is marked by more than a colour", async () => {
    await openReception([VISIT]);
    expect(".o_kms_visit .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_kms_visit .text-danger.small").toHaveText("12 min");
});

test("receiving a visitor asks the server and refreshes the list", async () => {
    onRpc("crm.lead", "action_kms_take_charge", ({ args }) => {
        expect.step(`received ${args[0]}`);
        return true;
    });
    onRpc("kms.reception", "refresh", () => today([{ ...VISIT, state: "received" }]));
    await openReception([VISIT]);
    await click(".o_kms_visit .btn-secondary");
    await advanceTime(100);
    await animationFrame();
    expect.verifySteps(["received 7"]);
    expect(".o_kms_visit .badge").toHaveText("Received");
});
