import { Outbox } from "@kms_base/outbox/outbox";
import { OutboxStore } from "@kms_base/outbox/outbox_store";
import { clock, inHours, toServer } from "@kms_call_session/quick/call_time";
import { Deck } from "@kms_call_session/session/deck";
import { proposeStep } from "@kms_call_session/session/next_step";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    press,
    queryAllTexts,
    queryOne,
    waitFor,
    waitForNone,
} from "@odoo/hoot-dom";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const OUTCOMES = [
    { id: 11, key: 1, name: "Interested", kind: "interested", step: "quotation", hours: 0 },
    { id: 12, key: 2, name: "Call back", kind: "callback", step: "callback", hours: 24 },
    { id: 14, key: 4, name: "No answer", kind: "no_answer", step: "none", hours: 4 },
];
const card = (id, values = {}) => ({
    id,
    name: `Mrs Kalla ${id}`,
    company_name: "",
    city: "Douala",
    phone: `+23769900000${id}`,
    display_phone: `+237 699 00 00 0${id}`,
    email: "",
    note: "",
    is_business: false,
    is_promised: false,
    consent: "",
    tries: 0,
    status: "customer",
    lead_id: 0,
    partner_id: 0,
    product: "",
    quotations: [],
    exchanges: [],
    script: `Hello Mrs Kalla ${id}`,
    message: "Thank you",
    whatsapp: "https://wa.me/237",
    last_kind: "",
    next_date: "",
    last_date: "",
    ...values,
});
const PROGRESS = {
    prospect: 10,
    called: 0,
    interested: 0,
    callback: 0,
    no: 0,
    refused: 0,
    sellers: [],
    me: false,
    best: { hour: 10, answered: 11, calls: 42 },
};

let outbox;
let number = 0;

beforeEach(() => {
    const store = new OutboxStore(`kms_call_test_${Date.now()}_${number++}`);
    outbox = new Outbox(store);
    // nothing leaves by itself: each test says what is sent
    patchWithCleanup(outbox, {
        flush() {},
        changed() {
            return this.refresh();
        },
    });
    after(async () => {
        await store.close();
        indexedDB.deleteDatabase(store.name);
    });
    mockService("kms_outbox", outbox);
    onRpc("kms.call.session", "pause", () => true);
});

async function openSession(cards = [card(1), card(2)]) {
    onRpc("kms.call.session", "load", () => ({
        campaigns: [],
        outcomes: OUTCOMES,
        reasons: [],
        ring_seconds: 8,
        message_tries: 3,
        campaign: {
            id: 5,
            name: "Inactive",
            lease: 20,
            progress: { ...PROGRESS },
            hand: cards.map(({ id }) => id),
            cards,
            empty: "",
            closed: false,
        },
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_call_session.session",
    });
    await waitFor(".o_kms_call_card");
}

const queued = async (length) => {
    let kept = [];
    while (kept.length < length) {
        kept = await outbox.store.all();
    }
    return kept;
};

test("a digit and Enter write the call down and show the next card", async () => {
    await openSession();
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 1");
    expect(".o_kms_call_script").toHaveText("Hello Mrs Kalla 1");
    expect(".o_kms_call_card").toHaveText(/best time 10-11 h \(11 answers of 42\)/);
    await press("4");
    await animationFrame();
    expect(".o_kms_call_outcome[data-kind=no_answer]").toHaveAttribute("aria-pressed", "true");
    await press("Enter");
    await animationFrame();
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 2");
    expect(".o_kms_call_progress").toHaveText(/1 of 10 called/);
    const [item] = await queued(1);
    expect(item.method).toBe("validate");
    expect(item.args[0]).toMatchObject({ campaign_id: 5, prospect_id: 1, outcome_id: 14 });
});

test("undo brings the card back and tells the server after the call", async () => {
    await openSession();
    await press("4");
    await press("Enter");
    await animationFrame();
    await contains("button[name=undo]").click();
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 1");
    expect(".o_kms_call_progress").toHaveText(/0 of 10 called/);
    const items = await queued(2);
    expect(items.map(({ method }) => method)).toEqual(["validate", "undo"]);
    expect(items[1].args[0]).toBe(items[0].args[0].uuid);
});

test("a call-back comes with its date, letters go to the note", async () => {
    await openSession();
    await press("2");
    await waitFor("#kms_call_date");
    expect(queryOne("#kms_call_date").value).toBe(inHours(24));
    await contains("textarea[aria-label=Note]").edit("After lunch", { confirm: false });
    await press("Enter");
    const [item] = await queued(1);
    expect(item.args[0].note).toBe("After lunch");
    expect(item.args[0].next_date).toBe(toServer(inHours(24)));
});

test("without an outcome nothing is validated, and the arrow looks at the next card", async () => {
    await openSession();
    await press("Enter");
    await animationFrame();
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 1");
    expect(".o_notification").toHaveCount(1);
    await press("ArrowRight");
    await animationFrame();
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 2");
});

test("what the server answers is told and dealt", async () => {
    await openSession([card(1)]);
    await press("1");
    await animationFrame();
    expect(queryAllTexts(".o_kms_call_step button")).toEqual([
        "Quotation",
        "Appointment",
        "WhatsApp",
        "Nothing",
    ]);
    await press("Enter");
    await waitForNone(".o_kms_call_card");
    const [item] = await queued(1);
    const result = {
        said: [{ kind: "warning", text: "Rose was faster." }],
        hand: [3],
        cards: [card(3)],
        empty: "",
    };
    outbox.bus.trigger("sent", { item, result });
    await waitFor(".o_kms_call_card");
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 3");
    expect(".o_notification").toHaveText(/Rose was faster/);
});

test("pause hides the card", async () => {
    await openSession();
    onRpc("kms.call.session", "refresh", () => ({ hand: [1], cards: [], empty: "" }));
    await contains("button[name=pause]").click();
    expect(".o_kms_call_paused").toHaveCount(1);
    await press("4");
    await contains("button[name=pause]").click();
    expect(".o_kms_call_name").toHaveText("Mrs Kalla 1");
});

test("on a phone a short absence proposes no answer, and its length", async () => {
    await openSession();
    queryOne(".o_kms_call_dial").addEventListener("click", (ev) => ev.preventDefault());
    await contains(".o_kms_call_dial").click();
    let state = "hidden";
    patchWithCleanup(document, {
        get visibilityState() {
            return state;
        },
    });
    document.dispatchEvent(new Event("visibilitychange"));
    await advanceTime(5000);
    state = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    await animationFrame();
    expect(".o_kms_call_outcome[data-kind=no_answer]").toHaveAttribute("aria-pressed", "true");
    expect(".o_kms_call_away").toHaveCount(1);
    expect(".o_kms_call_timer").toHaveText("00:05");
});

test("two calls to one person are shown side by side", async () => {
    await openSession([card(1)]);
    await press("4");
    await press("Enter");
    const [item] = await queued(1);
    const version = { user: "Rose", outcome: "Busy", note: "", date: "", duration: 3 };
    const conflict = { uuid: "x", name: "Mrs Kalla", lead: "", mine: version, theirs: version };
    const said = [{ kind: "warning", text: "Rose was faster.", conflict }];
    outbox.bus.trigger("sent", { item, result: { said, hand: [], cards: [], empty: "" } });
    await waitFor(".o_kms_call_version");
    expect(".modal-body").toHaveText(/Rose was faster/);
});

test("the deck follows the server and keeps what is on the screen", () => {
    const deck = new Deck();
    expect(deck.deal({ hand: [1, 2, 3], cards: [card(1), card(2), card(3)] })).toBe(false);
    const played = deck.play();
    expect(deck.current.id).toBe(2);
    deck.deal({ hand: [1, 2, 3], cards: [card(1)] });
    expect(deck.cards.map(({ id }) => id)).toEqual([2, 3]);
    // the lease of 3 is lost, and so is that of 2, which is on the screen
    expect(deck.deal({ hand: [4], cards: [] })).toBe(true);
    expect(deck.cards.map(({ id }) => id)).toEqual([2]);
    deck.bring(99);
    deck.takeBack(played);
    deck.deal({ hand: [2], cards: [] });
    expect(deck.cards.map(({ id }) => id)).toEqual([1, 2]);
});

test("times and proposals", () => {
    expect(clock(102)).toBe("01:42");
    expect(toServer("")).toBe(false);
    const [interested] = OUTCOMES;
    expect(proposeStep(interested, card(1), []).kind).toBe("quotation");
    const lost = { kind: "not_interested", step: "lost", hours: 0 };
    expect(proposeStep(lost, card(1), [[7, "Price"]]).kind).toBe("none");
    const missed = { kind: "no_answer", step: "none", hours: 4 };
    const texts = [
        { id: 1, name: "Thanks", kind: "whatsapp", text: "Thanks", is_no_answer: false },
        { id: 2, name: "Missed", kind: "whatsapp", text: "I tried", is_no_answer: true },
    ];
    expect(proposeStep(missed, card(1, { tries: 1, texts }), [], 3).kind).toBe("none");
    expect(proposeStep(missed, card(1, { tries: 2, texts }), [], 3)).toMatchObject({
        kind: "whatsapp",
        text: "I tried",
    });
    expect(proposeStep(lost, card(1, { lead_id: 3 }), [[7, "Price"]])).toMatchObject({
        kind: "lost",
        reason_id: 7,
    });
});
