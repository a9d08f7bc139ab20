import { describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    click,
    edit,
    queryAllTexts,
    queryFirst,
    waitFor,
} from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { browser } from "@web/core/browser/browser";
import {
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const CARD = {
    id: 42,
    name: "S00042",
    customer: "Mrs Ngo",
    phone: "+237 6 77 45 12 99",
    email: "ngo@example.com",
    amount: "320 000 FCFA",
    validity: "11/23/2026",
    urgent: true,
    last: { date: "11/18/2026", result: "No answer", comment: "Engaged" },
    methods: [
        { code: "phone", label: "Phone", href: "tel:+237677451299" },
        { code: "whatsapp", label: "WhatsApp", href: "https://wa.me/237677451299?text=Hello" },
        { code: "email", label: "E-mail", href: "" },
        { code: "sms", label: "SMS", href: "sms:+237677451299?body=Hello" },
        { code: "visit", label: "Visit", href: "" },
    ],
    results: [
        {
            code: "no_answer",
            label: "No answer",
            next_action: "Try again",
            next_date: "2026-11-23",
        },
        { code: "interested", label: "Interested", next_action: "Ask", next_date: "2026-11-24" },
        { code: "call_back", label: "Call back", next_action: "Call", next_date: "2026-11-22" },
        { code: "accepted", label: "Accepted", next_action: "", next_date: "" },
        { code: "refused", label: "Refused", next_action: "", next_date: "" },
    ],
    reasons: [{ id: 3, name: "Too expensive" }],
    today: "2026-11-21",
    method: false,
};

/** @returns {Promise<{done: Promise}>} */
async function openDialog(card = {}) {
    patchWithCleanup(browser, {
        open: (href) => expect.step(`open ${href}`),
    });
    patchWithCleanup(browser.location, {
        assign: (href) => expect.step(`launch ${href}`),
    });
    await mountWithCleanup(WebClient);
    const done = getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.followup",
        target: "new",
        params: { ...CARD, ...card },
    });
    await waitFor(".o_kms_followup_dialog");
    return { done };
}

function onRecord(answer = { id: 1, next_date: "2026-11-23", confirm: false }) {
    onRpc("kms.quote.followup", "record_followup", ({ args }) => {
        const { uuid, ...values } = args[0];
        expect(uuid).toMatch(/^[0-9a-f]{16}$/);
        expect.step(JSON.stringify(values));
        return answer;
    });
}

test("a method of the list opens its application at once", async () => {
    await openDialog({ method: "phone" });
    expect.verifySteps(["launch tel:+237677451299"]);
    expect("button[name=phone]").toHaveAttribute("aria-pressed", "true");
});

test("one tap on the method, one on the result", async () => {
    onRecord();
    const { done } = await openDialog();
    expect(".text-danger .fa-exclamation-triangle").toHaveCount(1);
    await click("button[name=whatsapp]");
    await click("button[name=no_answer]");
    await animationFrame();
    await done;
    expect.verifySteps([
        "open https://wa.me/237677451299?text=Hello",
        JSON.stringify({
            order_id: 42,
            method: "whatsapp",
            comment: "",
            next_action: "",
            next_date: "",
            result: "no_answer",
        }),
    ]);
    expect(".o_kms_followup_dialog").toHaveCount(0);
    expect(".o_notification").toHaveText(/Next follow-up on 11\/23\/2026/);
});

test("each result says what follows it", async () => {
    await openDialog();
    expect(queryAllTexts(".o_kms_followup_results .btn")).toEqual([
        "No answer\nTry again 23/11",
        "Interested\nAsk 24/11",
        "Call back\nCall 22/11",
        "Accepted",
    ]);
});

test("a refusal takes its reason in one tap", async () => {
    onRecord({ id: 1, next_date: "", confirm: false });
    await openDialog();
    await click(".o_kms_followup_refused button:contains(Too expensive)");
    await animationFrame();
    expect.verifySteps([
        JSON.stringify({
            order_id: 42,
            method: "phone",
            comment: "",
            next_action: "",
            next_date: "",
            result: "refused",
            lost_reason_id: 3,
        }),
    ]);
});

test("a cut network keeps what was typed, and the second tap is the same follow-up", async () => {
    let away = true;
    const sent = [];
    onRpc(
        "/web/dataset/call_kw/kms.quote.followup/record_followup",
        async (request) => {
            const { params } = await request.json();
            sent.push(params.args[0].uuid);
            if (away) {
                throw new Error("cut");
            }
            return { jsonrpc: "2.0", result: { id: 1, next_date: "", confirm: false } };
        },
        { pure: true }
    );
    await openDialog();
    await click("textarea");
    await edit("Wants samples");
    await click("button[name=interested]");
    await advanceTime(100);
    await animationFrame();
    expect("[role=alert]").toHaveText(/Nothing is lost/);
    expect("textarea").toHaveValue("Wants samples");
    away = false;
    await click("button[name=interested]");
    await advanceTime(100);
    await animationFrame();
    expect(".o_kms_followup_dialog").toHaveCount(0);
    expect(sent).toHaveLength(2);
    expect(sent[0]).toBe(sent[1]);
});

test("an accepted quotation asks once before the sale is confirmed", async () => {
    onRecord({ id: 1, next_date: "", confirm: true });
    onRpc("sale.order", "action_confirm", ({ args }) => {
        expect.step(`confirmed ${args[0]}`);
        return true;
    });
    await openDialog();
    await click("button[name=accepted]");
    await animationFrame();
    expect(".o_kms_followup_confirm").toHaveCount(1);
    expect.verifySteps([
        JSON.stringify({
            order_id: 42,
            method: "phone",
            comment: "",
            next_action: "",
            next_date: "",
            result: "accepted",
        }),
    ]);
    await click(".o_kms_followup_confirm .btn-secondary");
    await animationFrame();
    expect(".o_kms_followup_dialog").toHaveCount(0);
    expect.verifySteps([]);
});

test("a visit is planned in the calendar", async () => {
    mockDate("2026-11-21 09:00:00", +1);
    onRecord();
    await openDialog({ method: "visit" });
    expect(queryFirst("input[type=datetime-local]").value).toBe("2026-11-22T10:00");
    await click(".o_kms_followup_visit .btn-primary");
    await animationFrame();
    expect.verifySteps([
        JSON.stringify({
            order_id: 42,
            method: "visit",
            comment: "",
            next_action: "",
            next_date: "",
            result: "call_back",
            visit_start: "2026-11-22 09:00:00",
        }),
    ]);
});

test("without a number the methods that need one say so", async () => {
    const methods = CARD.methods.map((method) => ({ ...method, href: "" }));
    await openDialog({ methods, phone: "" });
    await click("button[name=sms]");
    await animationFrame();
    expect("[role=alert]").toHaveText("This customer has no valid phone number.");
    expect.verifySteps([]);
});
