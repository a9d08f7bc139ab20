import { Outbox } from "@kms_base/outbox/outbox";
import { OutboxStore } from "@kms_base/outbox/outbox_store";
import { roundNumbers } from "@kms_marketing/map/graticule";
import { navigationLink } from "@kms_marketing/field/position";
import { shrinkPhoto } from "@kms_marketing/field/photo";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor, waitForNone } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    getService,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");

class Lead extends models.Model {
    _name = "crm.lead";
}

defineMailModels();
defineModels([Lead]);

const RESULTS = [
    ["interested", "Interested"],
    ["absent", "Absent"],
];
const STOP = {
    phone: "+237 677 45 12 90",
    place: "",
    sector: "Akwa",
    sector_id: 3,
    point: [4.05, 9.7],
    distance: 1.2,
    state: "todo",
    result: false,
    last_result: "interested",
    uuid: false,
};
const STOPS = [
    { ...STOP, id: 1, lead_id: 11, name: "Mrs Kalla" },
    { ...STOP, id: 2, lead_id: 12, name: "Mr Ewane", point: null, distance: 0 },
];
const VISIT = {
    id: 7,
    uuid: "f".repeat(16),
    lead_id: 15,
    date: "2026-06-30 09:31:00",
    name: "Mr Nana",
    sector: "Deido",
    result: "absent",
    placed: true,
    late: false,
};

let outbox;
let number = 0;

beforeEach(() => {
    const store = new OutboxStore(`kms_field_test_${Date.now()}_${number++}`);
    outbox = new Outbox(store);
    outbox.away = true;
    patchWithCleanup(outbox, {
        // Nothing leaves by itself: each test says what is sent.
        flush() {},
    });
    after(async () => {
        await store.close();
        indexedDB.deleteDatabase(store.name);
    });
    mockService("kms_outbox", outbox);
    setPosition({ latitude: 4.05, longitude: 9.7, accuracy: 12 });
});

function setPosition(coords) {
    patchWithCleanup(browser, {
        navigator: {
            ...browser.navigator,
            geolocation: {
                getCurrentPosition: (found, lost) => (coords ? found({ coords }) : lost({})),
            },
        },
    });
}

const today = (values = {}) => ({ visits: [], appointments: [], round: false, ...values });

async function openField(values) {
    onRpc("kms.field", "load", () => ({
        results: RESULTS,
        sectors: [{ id: 3, name: "Akwa" }],
        ...today(values),
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kms_marketing.field" });
}

// What is written down is on a real disk before the screen shows it.
const KEPT = { timeout: 3000 };

const queued = async () => (await outbox.store.all()).map((item) => item.args[0]);

/** The check-in leaves once the phone has found its place, a moment after the form is there. */
async function oneQueued() {
    let kept = [];
    while (!kept.length) {
        kept = await queued();
    }
    return kept;
}

test("one tap on a result saves a new visit with its place and moment", async () => {
    await openField();
    await contains(".o_kms_new_visit").click();
    await waitFor(":contains(Position found, within 12 m.)");
    await contains("#kms_field_name").edit("Mrs Ngo");
    await contains("#kms_field_need").edit("Six doors");
    await contains(".btn:contains(Tomorrow)").click();
    await contains(".o_kms_result_tile:contains(Interested)").click();
    await waitFor(".o_kms_visit_waiting", KEPT);
    const [values] = await queued();
    expect(values.uuid).toMatch(/^[0-9a-f]{16}$/);
    expect([values.name, values.need, values.result]).toEqual([
        "Mrs Ngo",
        "Six doors",
        "interested",
    ]);
    expect([values.latitude, values.longitude, values.accuracy]).toEqual([4.05, 9.7, 12]);
    expect(values.next_date).toBe(luxon.DateTime.now().plus({ days: 1 }).toISODate());
    expect(values.client_date).toMatch(/Z$/);
    expect(queryAllTexts(".o_kms_visit_waiting .flex-grow-1")).toEqual(["Mrs Ngo"]);
});

test("without a name nothing is kept and the form says why", async () => {
    await openField();
    await contains(".o_kms_new_visit").click();
    await contains(".o_kms_result_tile:contains(Absent)").click();
    expect("[role=alert]").toHaveText("Write down the name of the prospect.");
    expect(await queued()).toEqual([]);
});

test("a phone without a position saves all the same and says so", async () => {
    setPosition(null);
    await openField();
    await contains(".o_kms_new_visit").click();
    await contains("#kms_field_name").edit("Mrs Ngo");
    await contains(".o_kms_result_tile:contains(Absent)").click();
    await waitFor(".o_notification:contains(without a position)", KEPT);
    const [values] = await queued();
    expect("latitude" in values).toBe(false);
});

test("arriving at a stop is kept at once, the result completes the same visit", async () => {
    await openField({ round: { id: 5, distance: 1.2, stops: STOPS } });
    expect(".o_kms_stop_current .fs-4").toHaveText("Mrs Kalla");
    expect(".o_kms_stop_current a[href^='geo:4.05,9.7']").toHaveCount(1);
    await contains(".o_kms_stop_visit").click();
    await waitFor(":contains(Position found)");
    const [checkIn] = await oneQueued();
    expect([checkIn.lead_id, checkIn.result, checkIn.latitude]).toEqual([11, false, 4.05]);
    await contains(".o_kms_result_tile:contains(Absent)").click();
    await waitFor(".o_kms_stop_current", KEPT);
    const [complete, ...others] = await queued();
    expect(others).toHaveLength(0);
    expect([complete.uuid, complete.result]).toEqual([checkIn.uuid, "absent"]);
    expect(complete.client_date).toBe(checkIn.client_date);
    // without the server's word the next stop is there
    await waitFor(".o_kms_stop_current:contains(Mr Ewane)", KEPT);
    expect(".o_kms_round").toHaveText(/1 \/ 2/);
});

test("a visit left open is completed with the place of its arrival", async () => {
    await openField({ round: { id: 5, distance: 1.2, stops: STOPS } });
    await contains(".o_kms_stop_visit").click();
    await waitFor(":contains(Position found)");
    const [checkIn] = await oneQueued();
    await contains(".o_kms_visit_form .fa-times").click();
    setPosition({ latitude: 9, longitude: 9, accuracy: 1 });
    await waitFor(".o_kms_stop_visit:contains(Complete the visit)", KEPT);
    await contains(".o_kms_stop_visit").click();
    await contains(".o_kms_result_tile:contains(Interested)").click();
    await waitFor(".o_kms_stop_current:contains(Mr Ewane)", KEPT);
    const [complete] = await queued();
    expect([complete.uuid, complete.latitude]).toEqual([checkIn.uuid, 4.05]);
    expect(complete.client_date).toBe(checkIn.client_date);
});

test("skipping shows the next stop and can be taken back", async () => {
    await openField({ round: { id: 5, distance: 1.2, stops: STOPS } });
    await contains(".o_kms_stop_skip").click();
    await waitFor(".o_kms_stop_current:contains(Mr Ewane)", KEPT);
    expect(".o_kms_stop").toHaveText(/Skipped/);
    await contains(".o_kms_stop").click();
    await waitFor(".o_kms_stop_current:contains(Mrs Kalla)", KEPT);
    const [item, ...others] = await outbox.store.all();
    expect([item.method, item.args, others.length]).toEqual(["action_reopen", [[1]], 0]);
});

test("what was sent gives way to the server's word", async () => {
    await openField();
    await outbox.push({
        key: VISIT.uuid,
        model: "kms.field",
        method: "register_visit",
        args: [{}],
        label: "Visit",
        info: { name: "Mr Nana", lead_id: 15, result: "absent", date: "2026-06-30T09:31:00Z" },
    });
    await waitFor(".o_kms_visit_waiting", KEPT);
    const [item] = await outbox.store.all();
    await outbox.discard(item.id);
    outbox.bus.trigger("sent", { item, result: { id: 7, ...today({ visits: [VISIT] }) } });
    await waitForNone(".o_kms_visit_waiting", KEPT);
    expect(".o_kms_visit_row").toHaveText(/Mr Nana/);
    expect(".o_kms_visit_row .fa-user-o").toHaveCount(1, { message: "a sign, not only a colour" });
});

test("late visits and visits without a place are marked by words", async () => {
    await openField({ visits: [{ ...VISIT, late: true, placed: false }] });
    expect(".o_kms_visit_row").toHaveText(/sent late/);
    expect(".o_kms_visit_row").toHaveText(/without position/);
});

test("an appointment is honoured with one tap, also without a network", async () => {
    const event = { id: 9, date: "2026-06-30 10:00:00", name: "Kitchen", state: "planned" };
    await openField({ appointments: [{ ...event, lead_id: 11 }] });
    await contains(".o_kms_appointment .btn:contains(Honoured)").click();
    await waitFor(".o_kms_appointment .fa-check", KEPT);
    const [item] = await outbox.store.all();
    expect([item.model, item.method, item.args]).toEqual([
        "calendar.event",
        "action_kms_honor",
        [[9]],
    ]);
    expect(".o_kms_appointment .btn-secondary").toHaveCount(0);
});

test("a link for the phone's navigation", async () => {
    expect(navigationLink({ name: "A & B", point: [4.05, 9.7] })).toBe(
        "geo:4.05,9.7?q=4.05,9.7(A%20%26%20B)"
    );
    expect(navigationLink({ name: "A", place: "Akwa 5", sector: "Akwa" })).toBe(
        "geo:0,0?q=Akwa%205%2C%20Akwa"
    );
    expect(navigationLink({ name: "A" })).toBe("");
});

test("round numbers of degrees, never too many", async () => {
    expect(roundNumbers(4.01, 4.12)).toEqual([4.02, 4.04, 4.06, 4.08, 4.1, 4.12]);
    expect(roundNumbers(-12, 25)).toEqual([-10, 0, 10, 20]);
    expect(roundNumbers(-180, 180).length).toBeLessThan(20);
});

test("a photo is made small; what is no picture is refused", async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2560, 1000];
    const file = await new Promise((resolve) => canvas.toBlob(resolve));
    const small = await shrinkPhoto(file);
    const picture = new Image();
    picture.src = `data:image/jpeg;base64,${small}`;
    await picture.decode();
    expect([picture.width, picture.height]).toEqual([1280, 500]);
    await expect(shrinkPhoto(new Blob(["no picture"]))).rejects.toThrow();
});
