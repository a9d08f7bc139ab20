import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, edit, waitFor } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const SIGNED_OFF = "odoo.addons.kms_marketing.exceptions.SignedOffError";
const SIGNED = {
    id: 9,
    state: "closed",
    user: "Marie",
    date: "11/20/26, 5:42 PM",
    line_count: 12,
    total: "",
    corrections: 0,
};

function register(values = {}) {
    return {
        id: 1,
        number: 1,
        mark: "1",
        name: "Showroom visitors",
        count: 12,
        totals: [{ label: "Sold", value: "320 000 FCFA" }],
        checks: [],
        closing: false,
        ...values,
    };
}

function day(registers, values = {}) {
    return {
        day: "2026-11-20",
        today: "2026-11-21",
        company: "KMS",
        can_reopen: false,
        registers,
        ...values,
    };
}

async function openDay(registers, values) {
    onRpc("kms.register", "load_day", () => day(registers, values));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.day_closing",
    });
}

test("each register shows its figures and what is odd", async () => {
    onRpc("kms.register", "action_open_lines", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    await openDay([register({ checks: [{ id: 5, label: "Visitor without phone", count: 2 }] })]);
    expect(".o_kms_register_card").toHaveText(/12 lines/);
    expect(".o_kms_register_card").toHaveText(/320 000 FCFA/);
    await click("button:contains(Visitor without phone (2))");
    await animationFrame();
    expect.verifySteps([[[1], "2026-11-20", 5]]);
});

test("a register in order is signed off by one tap", async () => {
    onRpc("kms.register", "close_day", ({ args }) => {
        expect.step(args);
        return day([register({ closing: SIGNED })]);
    });
    await openDay([register()]);
    await click("button[name=sign_off]");
    await animationFrame();
    expect.verifySteps([["2026-11-20", [1]]]);
    expect("[name=signature]").toHaveText(/Signed off by Marie/);
    expect("button[name=sign_off_all]").toHaveCount(0);
});

test("what is odd is asked about once", async () => {
    onRpc("kms.register", "close_day", ({ args }) => {
        expect.step(args[1]);
        return day([register({ closing: SIGNED })]);
    });
    const checks = [{ id: 5, label: "Visitor without phone", count: 2 }];
    await openDay([register({ checks }), register({ id: 2, number: 2, closing: SIGNED })]);
    await click("button[name=sign_off_all]");
    await animationFrame();
    expect(".modal-body").toHaveText(/2 lines are incomplete/);
    await click(".modal-footer .btn-primary");
    await animationFrame();
    expect.verifySteps([[1]]);
});

test("reopening asks for a reason", async () => {
    onRpc("kms.register", "reopen_day", ({ args }) => {
        expect.step(args);
        return day([register({ closing: { ...SIGNED, state: "reopened" } })]);
    });
    await openDay([register({ closing: SIGNED })], { can_reopen: true });
    await click("button[name=reopen]");
    await animationFrame();
    expect(".o_kms_reason_dialog .btn-primary").not.toBeEnabled();
    await click(".o_kms_reason_dialog textarea");
    await edit("Forgotten visitors");
    await animationFrame();
    await click(".o_kms_reason_dialog .btn-primary");
    await animationFrame();
    expect.verifySteps([["2026-11-20", 1, "Forgotten visitors"]]);
    expect("button[name=sign_off]").toHaveCount(1);
});

test("who does not manage does not reopen", async () => {
    await openDay([register({ closing: SIGNED })]);
    expect("button[name=reopen]").toHaveCount(0);
});

function onCorrect() {
    onRpc("crm.lead", "write", ({ kwargs }) => {
        const reason = kwargs.context.kms_register_reason;
        expect.step(reason || "refused");
        if (!reason) {
            throw makeServerError({ errorName: SIGNED_OFF, message: "Say why" });
        }
        return true;
    });
}

test("a correction of a signed-off line is sent again with its reason", async () => {
    onCorrect();
    await mountWithCleanup(WebClient);
    const saved = getService("orm").write("crm.lead", [1], { contact_name: "Mrs Ngo" });
    await waitFor(".o_kms_reason_dialog");
    expect(".o_kms_reason_dialog").toHaveText(/Say why/);
    await click(".o_kms_reason_dialog textarea");
    await edit("Misspelt");
    await animationFrame();
    await click(".o_kms_reason_dialog .btn-primary");
    expect(await saved).toBe(true);
    expect.verifySteps(["refused", "Misspelt"]);
});

test("without a reason nothing is sent again", async () => {
    onCorrect();
    await mountWithCleanup(WebClient);
    const saved = getService("orm").write("crm.lead", [1], { contact_name: "Mrs Ngo" });
    await waitFor(".o_kms_reason_dialog");
    await click(".o_kms_reason_dialog .btn-secondary");
    await expect(saved).rejects.toThrow();
    expect.verifySteps(["refused"]);
});
