import { Outbox } from "@kms_base/outbox/outbox";
import { OutboxStore } from "@kms_base/outbox/outbox_store";
import { minutesLate } from "@kms_formation/attendance/states";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor, waitForNone } from "@odoo/hoot-dom";
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

const STATES = [
    ["present", "Present"],
    ["late", "Late"],
    ["absent", "Absent"],
    ["excused", "Excused"],
];
const SLOT = {
    id: 1,
    session_id: 5,
    name: "Joinery",
    date: "2026-06-30",
    start: "08:00",
    end: "12:00",
    start_datetime: "2026-06-30 07:00:00",
    trainer: "Mr Fotso",
    classroom: "Workshop",
};
const STUDENTS = [
    { id: 11, name: "Mr Abena", seat: 2, refusal: "" },
    { id: 12, name: "Mrs Ngo", seat: 1, refusal: "" },
    { id: 13, name: "Mr Owing", seat: 3, refusal: "Fees overdue: may not enter." },
];
// What is tapped is on a real disk before the screen shows it.
const KEPT = { timeout: 3000 };

let outbox;

beforeEach(async () => {
    const store = new OutboxStore(`test:attendance:${Math.random()}`);
    outbox = new Outbox(store);
    // A phone without a network: all that is tapped stays.
    outbox.flush = async () => {};
    mockService("kms_outbox", () => outbox);
    after(async () => {
        await store.close();
        window.indexedDB.deleteDatabase(store.name);
    });
});

async function openRoll(values = {}, action = {}) {
    onRpc("kms.attendance.screen", "load", ({ args }) => {
        expect.step(`load ${args[0]}`);
        return {
            states: STATES,
            title: "",
            slots: [SLOT],
            students: { 5: STUDENTS },
            marks: { 1: {} },
            ...values,
        };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_formation.attendance",
        ...action,
    });
}

const queued = async () => (await outbox.store.all()).map((item) => item.args[0]);
const chosen = () => queryAllTexts(".o_kms_chosen");

test("one tap says who is there, and waits for the network", async () => {
    await openRoll();
    expect.verifySteps(["load false"]);
    await contains(".o_kms_student:eq(1) .o_kms_state_present").click();
    await waitFor(".o_kms_chosen", KEPT);
    const [call, ...others] = await queued();
    expect(others).toHaveLength(0);
    expect(call.uuid).toMatch(/^[0-9a-f]{16}$/);
    expect(call.device).toMatch(/^[0-9a-f]{16}$/);
    expect(call.date).toMatch(/Z$/);
    expect([call.slot_id, call.marks]).toEqual([
        1,
        [{ enrollment_id: 12, state: "present", minutes: 0 }],
    ]);
    expect(".o_kms_student:eq(1) .fa-cloud-upload").toHaveCount(1);
});

test("a second tap on the same student replaces the first, both have their own identifier", async () => {
    await openRoll();
    await contains(".o_kms_student:eq(0) .o_kms_state_present").click();
    await waitFor(".o_kms_chosen:contains(Present)", KEPT);
    const [first] = await queued();
    await contains(".o_kms_student:eq(0) .o_kms_state_absent").click();
    await waitFor(".o_kms_chosen:contains(Absent)", KEPT);
    const [second, ...others] = await queued();
    expect(others).toHaveLength(0);
    expect(second.uuid).not.toBe(first.uuid);
    expect(second.device).toBe(first.device);
    expect.verifySteps(["load false"]);
});

test("late asks how late with one more tap", async () => {
    await openRoll();
    await contains(".o_kms_student:eq(0) .o_kms_state_late").click();
    await waitFor(".o_kms_minutes", KEPT);
    await contains(".o_kms_minutes .btn:contains(30)").click();
    await waitFor(".o_kms_minutes .btn-primary:contains(30)", KEPT);
    const [call] = await queued();
    expect(call.marks).toEqual([{ enrollment_id: 11, state: "late", minutes: 30 }]);
    expect.verifySteps(["load false"]);
});

test("the others are present, but not who may not enter", async () => {
    await openRoll({ marks: { 1: { 11: { state: "excused", minutes: 0 } } } });
    expect(".o_kms_student_refused").toHaveText(/Fees overdue: may not enter/);
    expect(".o_kms_student_refused .fa-ban").toHaveCount(1, { message: "not only a colour" });
    await contains(".o_kms_all_present").click();
    await waitFor(".o_kms_chosen:contains(Present)", KEPT);
    expect(chosen()).toEqual(["Excused", "Present"]);
    const [call] = await queued();
    expect(call.marks.map((mark) => mark.enrollment_id)).toEqual([12]);
    await waitFor(".o_kms_by_hand:contains(May not enter: 1)", KEPT);
    // who owes is called by hand: the trainer has seen it
    await contains(".o_kms_student_refused .o_kms_state_absent").click();
    await waitFor(".o_kms_roll_done", KEPT);
    expect.verifySteps(["load false"]);
});

test("what was sent gives way to the server's word", async () => {
    await openRoll();
    await contains(".o_kms_student:eq(0) .o_kms_state_present").click();
    await waitFor(".o_kms_chosen", KEPT);
    const [item] = await outbox.store.all();
    await outbox.discard(item.id);
    const marks = { 11: { state: "excused", minutes: 0 } };
    outbox.bus.trigger("sent", { item, result: { slot_id: 1, marks } });
    await waitFor(".o_kms_chosen:contains(Excused)", KEPT);
    expect(".fa-cloud-upload").toHaveCount(0);
    expect.verifySteps(["load false"]);
});

test("what the server refused is not shown as done", async () => {
    await openRoll();
    await contains(".o_kms_student:eq(0) .o_kms_state_present").click();
    await waitFor(".o_kms_chosen", KEPT);
    const [item] = await outbox.store.all();
    await outbox.store.setError(item.id, "This student is not on the list of the class.");
    await outbox.refresh();
    await waitFor(".o_kms_outbox_refused", KEPT);
    await waitForNone(".o_kms_chosen", KEPT);
    expect.verifySteps(["load false"]);
});

test("several classes: each says how many are still to be called", async () => {
    await openRoll({
        slots: [SLOT, { ...SLOT, id: 2, session_id: 6, name: "Kitchens" }],
        students: { 5: STUDENTS, 6: [{ ...STUDENTS[0], id: 21 }] },
        marks: { 1: {}, 2: { 21: { state: "present", minutes: 0 } } },
    });
    expect(".o_kms_slot").toHaveCount(2);
    expect(".o_kms_slot:eq(0)").toHaveText(/3\s+to call/);
    expect(".o_kms_slot:eq(1)").toHaveText(/Done/);
    await contains(".o_kms_slot:eq(0)").click();
    expect(".o_kms_student").toHaveCount(3);
    expect.verifySteps(["load false"]);
});

test("the roll of a session, and a day without a class", async () => {
    await openRoll(
        { slots: [], students: {}, marks: {} },
        { context: { active_id: 5 }, params: { of_session: true } }
    );
    expect.verifySteps(["load 5"]);
    expect(".o_kms_no_class").toHaveText(/No class to call the roll of/);
});

test("how late somebody is", async () => {
    const start = luxon.DateTime.fromISO("2026-06-30T08:00:00");
    expect(minutesLate(start, start.plus({ minutes: 12 }))).toBe(15);
    expect(minutesLate(start, start.plus({ minutes: 15 }))).toBe(15);
    expect(minutesLate(start, start.minus({ minutes: 5 }))).toBe(10);
    expect(minutesLate(start, start.plus({ days: 2 }))).toBe(10);
});
