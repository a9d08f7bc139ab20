import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

defineMailModels();
describe.current.tags("desktop");

const ROW = {
    id: 4,
    model: "crm.lead",
    title: "Awa Ngo",
    detail: "Joinery · New",
    open: { model: "crm.lead", id: 4, view: 12 },
    phone: "+237 699 10 20 30",
    time: "",
    since: "2026-11-21 08:00:00",
    late: false,
    buttons: [
        { method: "action_kms_plan_meeting", label: "Info meeting" },
        { method: "action_kms_take_charge", label: "Contacted" },
    ],
};

function section(values) {
    return {
        name: "calls",
        title: "Prospects to call",
        empty: "All called.",
        action: "x",
        ...values,
    };
}

async function openToday(answers) {
    onRpc("kms.school.today", "load", () => ({ sections: [answers.shift()] }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_formation.school_today",
    });
}

describe("the school today", () => {
    test("a step is done with one tap and the lists follow", async () => {
        onRpc("crm.lead", "action_kms_take_charge", ({ args }) => {
            expect.step(args[0]);
            return true;
        });
        await openToday([section({ count: 1, rows: [ROW] }), section({ count: 0, rows: [] })]);
        expect(queryAllTexts(".o_kms_today_row .btn:not(.btn-link)")).toEqual([
            "",
            "Info meeting",
            "Contacted",
        ]);
        expect("a[href='tel:+237699102030']").toHaveCount(1);
        await contains(".o_kms_today_row .btn:contains(Contacted)").click();
        expect.verifySteps([[4]]);
        expect(".o_kms_today_row").toHaveCount(0);
        expect(".o_kms_today_calls").toHaveText(/All called/);
    });

    test("what is late says so without colour alone, and more rows are a tap away", async () => {
        const row = { ...ROW, since: "", time: "21/11 09:00", late: true };
        await openToday([section({ count: 9, rows: [row] })]);
        expect(".o_kms_today_row .fa-exclamation-triangle").toHaveCount(1);
        expect(".o_kms_today_count_calls").toHaveText(/9/);
        expect(".o_kms_today_calls > .btn-link").toHaveText("See all 9");
    });
});
