import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();
describe.current.tags("desktop");

const LINE = {
    id: 7,
    name: "Awa Ngo",
    number: "INS2026/00007",
    phone: "+237 699 10 20 30",
    course: "Joinery",
    state: "Enrolled",
    due: 60000,
    late: 0,
};
const CARD = {
    ...LINE,
    total: 100000,
    paid: 40000,
    session: "Joinery, January",
    suggested: 30000,
    schedule: [
        { date: "2026-12-21", amount: 30000, is_late: false },
        { date: "2027-01-20", amount: 30000, is_late: false },
    ],
    payments: [],
};
const REST = {
    queue: [{ id: 7, name: "Awa Ngo", course: "Joinery", since: "2026-11-21 08:00:00" }],
    today: { count: 0, amount: 0 },
};
const JOURNALS = [
    { id: 1, name: "Cash", needs_ref: false },
    { id: 2, name: "MTN MoMo", needs_ref: true },
];

async function openDesk(pay = () => {}) {
    onRpc("kms.fee.desk", "load", () => ({ journals: JOURNALS, currency_id: 1, ...REST }));
    onRpc("kms.fee.desk", "queue", () => REST);
    onRpc("kms.fee.desk", "find", () => [LINE]);
    onRpc("kms.fee.desk", "open", () => CARD);
    onRpc("kms.fee.desk", "pay", ({ args }) => pay(args[0]));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_formation.fee_desk",
    });
}

function paid(values) {
    return {
        payment: { id: 3, name: "PCSH1/1", amount: values.amount },
        card: { ...CARD, due: 30000 },
        queue: [],
        today: { count: 1, amount: values.amount },
    };
}

describe("fee desk", () => {
    test("scan, Enter, Enter: the suggested instalment is cashed", async () => {
        await openDesk((values) => {
            expect.step([values.enrollment_id, values.amount, values.journal_id]);
            return paid(values);
        });
        await contains("#kms_fee_search").edit("1037570133");
        await animationFrame();
        expect("#kms_fee_amount").toHaveValue("30000");
        expect("#kms_fee_amount").toBeFocused();
        await contains(".o_kms_fee_card button[type=submit]").click();
        expect.verifySteps([[7, 30000, 1]]);
        expect(".alert-success").toHaveText(/Awa Ngo/);
        expect(".o_kms_fee_card").toHaveCount(0);
        expect("#kms_fee_search").toBeFocused();
        expect(".o_kms_fee_queue li").toHaveCount(0);
    });

    test("mobile money waits for its id", async () => {
        await openDesk((values) => {
            expect.step(values.ref);
            return paid(values);
        });
        await contains(".o_kms_fee_queue li .btn-link").click();
        await contains(".o_kms_fee_card [role=radio]:contains(MTN)").click();
        await contains(".o_kms_fee_card button[type=submit]").click();
        expect.verifySteps([]);
        expect(".o_kms_fee_card [role=alert]").toHaveCount(1);
        await contains("#kms_fee_ref").edit("MP1", { confirm: false });
        await contains(".o_kms_fee_card button[type=submit]").click();
        expect.verifySteps(["MP1"]);
    });

    test("an answer that was lost is asked for again under the same identifier", async () => {
        const identifiers = [];
        await openDesk();
        onRpc(
            "/web/dataset/call_kw/kms.fee.desk/pay",
            async (request) => {
                const [values] = (await request.json()).params.args;
                identifiers.push(values.uuid);
                if (identifiers.length === 1) {
                    throw new Error("cut");
                }
                return { jsonrpc: "2.0", result: paid(values) };
            },
            { pure: true }
        );
        await contains(".o_kms_fee_queue li .btn-link").click();
        await contains(".o_kms_fee_card button[type=submit]").click();
        await advanceTime(100);
        await animationFrame();
        expect(".o_kms_fee_card [role=alert]").toHaveCount(1);
        await contains(".o_kms_fee_card button[type=submit]").click();
        await animationFrame();
        expect(identifiers).toHaveLength(2);
        expect(identifiers[0]).toBe(identifiers[1]);
        expect(".alert-success").toHaveCount(1);
    });

    test("no amount is no payment; a typed search lists who is meant", async () => {
        await openDesk(() => expect.step("pay"));
        await contains("#kms_fee_search").edit("awa", { confirm: false });
        await advanceTime(300);
        await animationFrame();
        expect(queryAllTexts(".o_kms_fee_found b")).toEqual(["Awa Ngo"]);
        await contains(".o_kms_fee_found").click();
        await contains("#kms_fee_amount").edit("0", { confirm: false });
        await contains(".o_kms_fee_card button[type=submit]").click();
        expect.verifySteps([]);
        expect(queryOne(".o_kms_fee_card [role=alert]")).toHaveText(/amount/);
    });
});
