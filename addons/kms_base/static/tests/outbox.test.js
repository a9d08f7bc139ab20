import { Outbox } from "@kms_base/outbox/outbox";
import { OutboxStatus } from "@kms_base/outbox/outbox_status";
import { OutboxStore } from "@kms_base/outbox/outbox_store";
import { after, describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, queryAllTexts, waitForNone } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    mockService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { ConnectionLostError, makeErrorFromResponse } from "@web/core/network/rpc";

describe.current.tags("desktop");

defineMailModels();

let number = 0;

function makeStore(name = `kms_outbox_test_${Date.now()}_${number++}`) {
    const store = new OutboxStore(name);
    after(async () => {
        await store.close();
        indexedDB.deleteDatabase(name);
    });
    return store;
}

function makeOutbox(store, answer) {
    const outbox = new Outbox(store);
    patchWithCleanup(outbox, {
        async call(item) {
            expect.step(item.args[0]);
            return answer(item);
        },
    });
    return outbox;
}

const item = (name, values = {}) => ({
    model: "kms.thing",
    method: "keep",
    args: [name],
    label: name,
    ...values,
});

const lost = () => {
    throw new ConnectionLostError("/away");
};

const refuse = (name, message) => {
    throw makeErrorFromResponse({ code: 0, message: "", data: { name, message } });
};

test("the store keeps items in order and survives being closed", async () => {
    const store = makeStore();
    const first = await store.put(item("a"));
    await store.put(item("b"));
    await store.close();
    const again = new OutboxStore(store.name);
    expect((await again.all()).map((kept) => kept.label)).toEqual(["a", "b"]);
    await again.remove(first);
    expect((await again.all()).map((kept) => kept.label)).toEqual(["b"]);
    await again.setError(first, "gone");
    expect(await again.all()).toHaveLength(1);
    await again.close();
});

test("a later item takes the place of one with the same key, under another id", async () => {
    const store = makeStore();
    const first = await store.put(item("check-in", { key: "visit" }));
    await store.put(item("other"));
    const second = await store.put(item("complete", { key: "visit" }));
    expect(second).not.toBe(first);
    expect((await store.all()).map((kept) => kept.label)).toEqual(["other", "complete"]);
});

test("what is sent is deleted, in order, and the screen hears of it", async () => {
    const outbox = makeOutbox(makeStore(), ({ label }) => label.toUpperCase());
    outbox.bus.addEventListener("sent", ({ detail }) => expect.step(detail.result));
    await outbox.push(item("a"));
    await outbox.push(item("b"));
    await outbox.flush();
    expect.verifySteps(["a", "A", "b", "B"]);
    expect(await outbox.store.all()).toEqual([]);
    expect(outbox.state.items).toEqual([]);
});

test("what is read while something is sent is read again", async () => {
    const outbox = makeOutbox(makeStore(), () => true);
    let reads = 0;
    const answer = await outbox.read(async () => {
        if (!reads++) {
            await outbox.push(item("a"));
            await outbox.flush();
        }
        return reads;
    });
    expect(answer).toBe(2);
    expect.verifySteps(["a"]);
});

test("an item is on the disk before anything is sent", async () => {
    const store = makeStore();
    const outbox = makeOutbox(store, async () => {
        expect((await store.all()).map((kept) => kept.label)).toEqual(["a"]);
    });
    await outbox.push(item("a"));
    await outbox.flush();
    expect.verifySteps(["a"]);
});

test("without a network it waits, and another page sends it once", async () => {
    const store = makeStore();
    const outbox = makeOutbox(store, lost);
    await outbox.store.put(item("a", { error: "" }));
    await outbox.push(item("b"));
    await outbox.flushing;
    expect(outbox.waiting).toBe(2);
    // The rest would fail like the first.
    expect.verifySteps(["a"]);
    const later = makeOutbox(new OutboxStore(store.name), () => true);
    await later.start();
    expect.verifySteps(["a", "b"]);
    await outbox.refresh();
    expect(outbox.waiting).toBe(0);
    await later.store.close();
});

test("it tries again by itself, waiting longer each time", async () => {
    let away = true;
    const outbox = makeOutbox(makeStore(), () => away && lost());
    await outbox.push(item("a"));
    await outbox.flushing;
    expect.verifySteps(["a"]);
    await advanceTime(2000);
    await outbox.flushing;
    expect.verifySteps(["a"]);
    await advanceTime(2000);
    expect.verifySteps([]);
    away = false;
    await advanceTime(3000);
    await outbox.flushing;
    expect.verifySteps(["a"]);
    expect(outbox.state.items).toHaveLength(0);
});

test("a refusal keeps its reason and does not hold up the others", async () => {
    let strict = true;
    const outbox = makeOutbox(
        makeStore(),
        ({ label }) => strict && label === "a" && refuse("odoo.exceptions.UserError", "Too long")
    );
    await outbox.push(item("a"));
    await outbox.push(item("b"));
    await outbox.flush();
    expect.verifySteps(["a", "b"]);
    const [refused] = outbox.state.items;
    expect([refused.label, refused.error]).toEqual(["a", "Too long"]);
    await outbox.flush();
    expect.verifySteps([]);
    strict = false;
    await outbox.retry(refused.id);
    expect.verifySteps(["a"]);
    expect(outbox.state.items).toHaveLength(0);
});

test("a server that fails is no refusal: the item waits, the others go on", async () => {
    const outbox = makeOutbox(
        makeStore(),
        ({ label }) => label === "a" && refuse("psycopg2.OperationalError", "restarting")
    );
    await outbox.store.put(item("a", { error: "" }));
    await outbox.store.put(item("b", { error: "" }));
    await outbox.flush();
    await outbox.refresh();
    expect.verifySteps(["a", "b"]);
    expect(outbox.state.items.map(({ label, error }) => [label, error])).toEqual([["a", ""]]);
});

test("an ended session keeps everything and says so", async () => {
    const outbox = makeOutbox(makeStore(), () =>
        refuse("odoo.http.SessionExpiredException", "expired")
    );
    await outbox.store.put(item("a", { error: "" }));
    await outbox.store.put(item("b", { error: "" }));
    await outbox.flush();
    expect.verifySteps(["a"]);
    expect(outbox.state.signedOut).toBe(true);
    expect(await outbox.store.all()).toHaveLength(2);
});

test("what replaces an item on its way is not deleted with it", async () => {
    const store = makeStore();
    const outbox = makeOutbox(store, async ({ label }) => {
        if (label === "check-in") {
            await store.put(item("complete", { key: "visit", error: "" }));
        }
    });
    await store.put(item("check-in", { key: "visit", error: "" }));
    await outbox.flush();
    expect((await store.all()).map((kept) => kept.label)).toEqual(["complete"]);
    await outbox.flush();
    expect.verifySteps(["check-in", "complete"]);
    expect(await store.all()).toEqual([]);
});

test("a browser that keeps nothing sends at once", async () => {
    const store = makeStore();
    patchWithCleanup(store, { run: () => Promise.reject(new Error("private window")) });
    const outbox = makeOutbox(store, () => true);
    await outbox.start();
    await outbox.push(item("a"));
    expect.verifySteps(["a"]);
});

test("the status counts what waits, shows refusals, and asks before it deletes", async () => {
    const outbox = makeOutbox(makeStore(), ({ label }) =>
        label === "a" ? refuse("odoo.exceptions.UserError", "Too long") : lost()
    );
    mockService("kms_outbox", outbox);
    await mountWithCleanup(OutboxStatus);
    expect(".alert").toHaveCount(0);
    await outbox.push(item("a"));
    await outbox.push(item("b"));
    await outbox.flush();
    expect.verifySteps(["a", "b"]);
    await animationFrame();
    expect(".o_kms_outbox_waiting").toHaveText(/1 waiting to be sent/);
    expect(queryAllTexts(".o_kms_outbox_refused b")).toEqual(["a"]);
    expect(".o_kms_outbox_refused").toHaveText(/Too long/);
    await contains(".o_kms_outbox_refused .btn-link").click();
    await contains(".modal .btn:contains(Delete)").click();
    await waitForNone(".o_kms_outbox_refused", { timeout: 2000 });
    expect(outbox.state.items).toHaveLength(1);
});
