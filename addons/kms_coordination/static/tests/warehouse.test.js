import { PreparationSheet } from "@kms_coordination/warehouse/preparation_sheet";
import { HandOver } from "@kms_coordination/warehouse/hand_over";
import { EventBus, reactive } from "@odoo/owl";
import { describe, expect, test } from "@odoo/hoot";
import {
    animationFrame,
    click,
    edit,
    manuallyDispatchProgrammaticEvent,
    queryAllTexts,
    queryFirst,
    waitFor,
} from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");

defineMailModels();

const REASONS = [
    ["missing", "Not found"],
    ["damaged", "Damaged"],
];

const LINES = [
    {
        id: 1,
        product: "Panel",
        product_id: 11,
        codes: ["6001", "PAN"],
        place: "Shelf",
        asked: 4,
        quantity: 0,
        unit: "Units",
        picked: false,
        reason: false,
    },
    {
        id: 2,
        product: "Screw",
        product_id: 12,
        codes: ["SCR"],
        place: "Shelf",
        asked: 100,
        quantity: 0,
        unit: "Units",
        picked: false,
        reason: false,
    },
];

function makeOrder(values = {}) {
    return {
        id: 7,
        name: "OP/0007",
        sale: "S00007",
        customer: "Mrs Kalla",
        phone: "+237677451290",
        address: "Bonapriso",
        type: "normal",
        state: "waiting",
        wanted: false,
        late: false,
        transport: false,
        bay: "",
        instructions: "",
        preparer: "",
        rest: false,
        payment: "paid",
        may_leave: true,
        lines: LINES.map((line) => ({ ...line })),
        ...values,
    };
}

/** Keeps what is pushed; the test says what the server answers. */
function mockOutbox() {
    const outbox = {
        bus: new EventBus(),
        state: reactive({ items: [], signedOut: false }),
        waiting: 0,
        read: (fetch) => fetch(),
        async push(item) {
            const { uuid, ...values } = item.args[0];
            expect(uuid).toMatch(/^[0-9a-f]{16,32}$/);
            expect.step(values);
        },
    };
    mockService("kms_outbox", outbox);
    return outbox;
}

async function openBoard(orders) {
    const columns = { waiting: [], preparing: [], ready: [], to_deliver: [] };
    for (const order of orders) {
        const away = order.transport && order.transport !== "customer";
        columns[order.state === "ready" && away ? "to_deliver" : order.state].push(order);
    }
    const counts = Object.fromEntries(Object.entries(columns).map(([name, l]) => [name, l.length]));
    onRpc("kms.warehouse", "load", () => ({ columns, counts, reasons: REASONS, signature: true }));
    const outbox = mockOutbox();
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_coordination.warehouse",
    });
    return outbox;
}

async function openSheet(values = {}) {
    mockOutbox();
    const props = {
        order: reactive(makeOrder(values)),
        reasons: REASONS,
        signature: true,
        promise: "before 15:00",
        close: () => expect.step("close"),
        step: (order, change, sent) => {
            expect.step(sent);
            Object.assign(props.order, change);
        },
    };
    await mountWithCleanup(PreparationSheet, { props });
}

test("each order stands in its column", async () => {
    await openBoard([
        makeOrder(),
        makeOrder({ id: 8, name: "OP/0008", state: "ready", transport: "driver" }),
        makeOrder({ id: 9, name: "OP/0009", state: "ready", payment: "unpaid", may_leave: false }),
    ]);
    const cards = (column) => queryAllTexts(`[data-column=${column}] .o_kms_warehouse_card b.fs-5`);
    expect(cards("waiting")).toHaveLength(1);
    expect(cards("preparing")).toHaveLength(0);
    expect(cards("to_deliver")).toHaveLength(1);
    expect("[data-order='OP/0009']").toHaveText(/Not paid/);
});

test("one tap starts an order, opens it and sends the step", async () => {
    await openBoard([makeOrder()]);
    await contains("[data-order='OP/0007'] .btn-primary").click();
    expect.verifySteps([{ order_id: 7, step: "start" }]);
    expect(".o_kms_preparation h1").toHaveText("Mrs Kalla");
    expect(".o_kms_preparation footer .btn-primary").toHaveText("Ready");
    expect(".o_kms_preparation footer .btn-primary").not.toBeEnabled();
});

test("the server's answer has the last word", async () => {
    const outbox = await openBoard([makeOrder()]);
    await contains("[data-order='OP/0007'] .btn-primary").click();
    expect.verifySteps([{ order_id: 7, step: "start" }]);
    outbox.bus.trigger("sent", {
        item: { model: "kms.warehouse" },
        result: makeOrder({ state: "preparing", customer: "Mrs Kalla Ngo" }),
    });
    await animationFrame();
    expect(".o_kms_preparation h1").toHaveText("Mrs Kalla Ngo");
});

test("lines are ticked by thumb or by code, then the order is ready", async () => {
    await openSheet({ state: "preparing" });
    await contains("[data-product=Panel] .btn").click();
    expect.verifySteps([{ step: "line", move_id: 1, quantity: 4, reason: false }]);
    await click("input[aria-label='Code of the article']");
    await edit("scr", { confirm: "enter" });
    await animationFrame();
    expect.verifySteps([{ step: "line", move_id: 2, quantity: 100, reason: false }]);
    await contains("#kms_bay").edit("B4");
    await contains("footer .btn-primary").click();
    expect.verifySteps([{ step: "ready", bay: "B4" }]);
});

test("a code of another order is refused with a word", async () => {
    await openSheet({ state: "preparing" });
    await click("input[aria-label='Code of the article']");
    await edit("other", { confirm: "enter" });
    await waitFor(".o_notification");
    expect(".o_notification").toHaveText(/OTHER is not in this order/);
    expect.verifySteps([]);
});

test("a short line says how many and why, in two taps", async () => {
    await openSheet({ state: "preparing" });
    await contains("[data-product=Panel] .btn-link").click();
    expect("[data-product=Panel] input[type=number]").toHaveValue(3);
    await contains("[data-product=Panel] .btn-secondary:contains(Not found)").click();
    expect.verifySteps([{ step: "line", move_id: 1, quantity: 3, reason: "missing" }]);
    expect("[data-product=Panel]").toHaveText(/3 \/ 4/);
});

test("more than asked for is no shortage", async () => {
    await openSheet({ state: "preparing" });
    await contains("[data-product=Panel] .btn-link").click();
    await contains("[data-product=Panel] input[type=number]").edit("9");
    await contains("[data-product=Panel] .btn-secondary:contains(Damaged)").click();
    await waitFor(".o_notification");
    expect.verifySteps([]);
});

test("an absent customer gets a new date, with a reason", async () => {
    await openSheet({ state: "ready" });
    await contains(".btn:contains(Customer absent)").click();
    await contains(".btn-primary:contains(Save)").click();
    await waitFor(".o_notification");
    await contains("#kms_reason").edit("Nobody at home");
    const input = queryFirst("#kms_new_date");
    input.value = "2031-05-06T10:00";
    await manuallyDispatchProgrammaticEvent(input, "input");
    await contains(".btn-primary:contains(Save)").click();
    expect.verifySteps([
        { step: "absent", reason: "Nobody at home", new_date: "2031-05-06 09:00:00" },
    ]);
});

test("what is not paid is not handed over", async () => {
    await openSheet({ state: "ready", may_leave: false });
    expect(".alert").toHaveText(/Not paid/);
    expect("footer .btn-primary").not.toBeEnabled();
});

test("nothing is handed over before the customer has signed", async () => {
    mockOutbox();
    await mountWithCleanup(HandOver, {
        props: {
            customer: "Mrs Kalla",
            signature: true,
            deliver: () => expect.step("deliver"),
            close: () => expect.step("close"),
        },
    });
    expect(".btn-primary").not.toBeEnabled();
    expect("canvas").toHaveCount(1);
    await contains(".btn-close").click();
    expect.verifySteps(["close"]);
});

test("without the rule one tap delivers", async () => {
    await mountWithCleanup(HandOver, {
        props: {
            customer: "Mrs Kalla",
            signature: false,
            deliver: (proof) => expect.step(proof),
            close: () => {},
        },
    });
    expect(queryFirst("canvas")).toBe(null);
    await contains(".btn-primary").click();
    expect.verifySteps([{}]);
    expect(".btn-primary").not.toBeEnabled();
});
