import { Outbox } from "@kms_base/outbox/outbox";
import { OutboxStore } from "@kms_base/outbox/outbox_store";
import { isMark } from "@kms_formation/marks/mark";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, waitFor } from "@odoo/hoot-dom";
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

const KEPT = { timeout: 3000 };
const student = (id, name, marks = {}) => ({
    id,
    name,
    marks,
    average: 0,
    missing: 1,
    graded: false,
});

let outbox;

beforeEach(async () => {
    const store = new OutboxStore(`test:marks:${Math.random()}`);
    outbox = new Outbox(store);
    outbox.flush = async () => {};
    mockService("kms_outbox", () => outbox);
    after(async () => {
        await store.close();
        window.indexedDB.deleteDatabase(store.name);
    });
});

async function openGrid(values = {}) {
    onRpc("kms.mark.screen", "load", () => ({
        title: "Joinery",
        pass_mark: 10,
        assessments: [{ id: 3, name: "Piece", weight: 2, max: 20 }],
        students: [student(11, "Mr Abena"), student(12, "Mrs Ngo")],
        ...values,
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_formation.marks",
        context: { active_id: 5 },
    });
}

test("a mark is kept as its cell is left, Enter goes down", async () => {
    await openGrid();
    await contains("input[data-cell='0:0']").edit("12,5", { confirm: false });
    await press("Enter");
    await waitFor("input[data-cell='0:0'].o_kms_mark_waiting", KEPT);
    expect("input[data-cell='1:0']").toBeFocused();
    const [item] = await outbox.store.all();
    expect(item.args).toEqual([{ assessment_id: 3, enrollment_id: 11, text: "12,5" }]);
    await outbox.discard(item.id);
    outbox.bus.trigger("sent", {
        item,
        result: {
            enrollment_id: 11,
            assessment_id: 3,
            mark: { value: 12.5, absent: false },
            average: 12.5,
            missing: 0,
            graded: true,
        },
    });
    await waitFor(".o_kms_average .fa-check", KEPT);
    expect("input[data-cell='0:0']").toHaveValue("12.5");
});

test("what is no mark is not sent and says so", async () => {
    await openGrid();
    await contains("input[data-cell='0:0']").edit("25", { confirm: "blur" });
    await waitFor("input.is-invalid");
    expect(await outbox.store.all()).toEqual([]);
    await contains("input[data-cell='0:0']").edit("abs", { confirm: "blur" });
    await waitFor("input.o_kms_mark_waiting", KEPT);
    expect("input.is-invalid").toHaveCount(0);
});

test("a session without assessments says what to do", async () => {
    await openGrid({ assessments: [] });
    expect(".o_kms_marks").toHaveText(/No assessment in this session yet/);
});

test("what is a mark", async () => {
    expect(["", "0", "20", "12,5", "8.25", "abs", "A"].every((text) => isMark(text, 20))).toBe(
        true
    );
    expect(["21", "-1", "1e1", "x", "1.234", "nan"].some((text) => isMark(text, 20))).toBe(false);
});
