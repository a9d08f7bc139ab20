import { AppointmentDialog } from "@kms_call_session/quick/appointment_dialog";
import { MessageDialog } from "@kms_call_session/quick/message_dialog";
import { findSubmit } from "@kms_call_session/quick/quick_keys";
import { quickSearchProvider } from "@kms_call_session/quick/quick_search";
import { tomorrow, toServer } from "@kms_call_session/quick/call_time";
import { ConflictDialog } from "@kms_call_session/session/conflict_dialog";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts, queryOne, runAllTimers } from "@odoo/hoot-dom";
import { browser } from "@web/core/browser/browser";
import {
    contains,
    defineModels,
    fields,
    getService,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

class Person extends models.Model {
    _name = "kms.test.person";
    name = fields.Char();
    _records = [{ id: 4, name: "Mrs Kalla" }];
}
defineModels([Person]);

const PERSON = {
    name: "Mrs Kalla",
    phone: "+237699001122",
    display_phone: "+237 699 00 11 22",
    email: "kalla@example.com",
    texts: [
        { id: 1, name: "Missed", kind: "whatsapp", subject: "", text: "Hi", is_no_answer: true },
        { id: 2, name: "Thanks", kind: "whatsapp", subject: "", text: "Thanks" },
        { id: 3, name: "Mail", kind: "email", subject: "Offer", text: "Dear Mrs Kalla" },
    ],
};

async function openDialog(Dialog, props) {
    await mountWithCleanup(WebClient);
    getService("dialog").add(Dialog, props);
    await animationFrame();
}

test("a line of a list calls its person", async () => {
    onRpc("kms.quick.action", "call", ({ args }) => {
        expect.step(args);
        return { campaign_id: 5, prospect_id: 9 };
    });
    mockService("action", { doAction: ({ tag, params }) => expect.step([tag, params]) });
    await mountView({
        type: "list",
        resModel: "kms.test.person",
        arch: `<list><field name="name" /><widget name="kms_quick_actions" /></list>`,
    });
    expect(".o_kms_quick button").toHaveCount(3);
    await contains(".o_kms_quick button[name=kms_call]").click();
    expect.verifySteps([
        ["kms.test.person", 4],
        ["kms_call_session.session", { campaign_id: 5, prospect_id: 9 }],
    ]);
});

test("only what the list has not got itself", async () => {
    await mountView({
        type: "list",
        resModel: "kms.test.person",
        arch: `<list><field name="name" /><widget name="kms_quick_actions" options="{'only': 'meet'}" /></list>`,
    });
    expect(".o_kms_quick button").toHaveCount(1);
    await contains(".o_kms_quick button[name=kms_meet]").click();
    expect(queryOne("input[type=datetime-local]").value).toBe(tomorrow());
});

test("a message from a text, by mail or WhatsApp, once", async () => {
    onRpc("kms.quick.action", "send", ({ args }) => {
        const { uuid, ...values } = args[0];
        expect(uuid).toMatch(/^[0-9a-f]{16}/);
        expect.step(values);
        return "Sent";
    });
    patchWithCleanup(browser, { open: (url) => expect.step(url) });
    await openDialog(MessageDialog, { model: "crm.lead", id: 4, person: PERSON });
    expect("textarea").toHaveValue("Dear Mrs Kalla");
    await contains("button[name=whatsapp]").click();
    expect("textarea").toHaveValue("Thanks");
    await contains(".o_kms_message select").select("1");
    expect("textarea").toHaveValue("Hi");
    await contains("button[name=send]").click();
    expect.verifySteps([
        "https://wa.me/237699001122?text=Hi",
        { model: "crm.lead", id: 4, kind: "whatsapp", subject: "", text: "Hi" },
    ]);
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
});

test("an appointment is one click more", async () => {
    onRpc("kms.quick.action", "plan", ({ args }) => {
        const { uuid, ...values } = args[0];
        expect.step([Boolean(uuid), values]);
        return "Booked";
    });
    await openDialog(AppointmentDialog, { model: "res.partner", id: 4 });
    await contains("button[name=book]").click();
    const start = toServer(tomorrow());
    expect.verifySteps([[true, { model: "res.partner", id: 4, start, place: "showroom" }]]);
});

test("two calls side by side, and mine counts", async () => {
    onRpc("kms.call.conflict", "choose_mine", ({ args }) => {
        expect.step(args[0]);
        return "Yours counts";
    });
    const version = (outcome, note) => ({
        user: "Rose",
        outcome,
        note,
        date: "2026-11-12 09:30:00",
        duration: 62,
        next_date: "",
    });
    const conflict = {
        uuid: "ab".repeat(8),
        name: "Mrs Kalla",
        lead: "New",
        mine: version("Interested", "Wants it"),
        theirs: version("Not interested", "Too dear"),
    };
    await openDialog(ConflictDialog, { conflict, text: "Rose called Mrs Kalla." });
    expect(queryAllTexts(".o_kms_call_version b")).toEqual(["Interested", "Not interested"]);
    expect(".o_kms_call_version:last").toHaveText(/01:02/);
    await contains("button[name=mine]").click();
    expect.verifySteps([conflict.uuid]);
});

test("Ctrl+Enter presses the button in front", async () => {
    await mountView({
        type: "form",
        resModel: "kms.test.person",
        resId: 4,
        arch: `<form><field name="name" /></form>`,
    });
    const dialog = document.createElement("div");
    dialog.className = "modal d-block";
    dialog.innerHTML = `<div class="modal-footer"><button class="btn-primary">Go</button></div>`;
    expect(findSubmit(dialog)).toBe(null);
    document.body.append(dialog);
    expect(findSubmit().textContent).toBe("Go");
    dialog.remove();
});

test("the palette asks for people once the text is long enough", async () => {
    const calls = [];
    const env = {
        services: {
            orm: {
                silent: {
                    call: (model, method, [text]) => {
                        calls.push(text);
                        return [{ model: "crm.lead", id: 3, name: "Kalla", kind: "Prospect" }];
                    },
                },
            },
        },
    };
    expect(await quickSearchProvider.provide(env, { searchValue: "ka" })).toEqual([]);
    const first = quickSearchProvider.provide(env, { searchValue: "kal" });
    const second = quickSearchProvider.provide(env, { searchValue: "kall" });
    await runAllTimers();
    expect(await first).toEqual([]);
    const [found] = await second;
    expect(found.name).toBe("Kalla (Prospect)");
    expect(calls).toEqual(["kall"]);
});
