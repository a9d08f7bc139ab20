import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Timeline } from "@kms_marketing/timeline/timeline";

describe.current.tags("desktop");
defineMailModels();

const KINDS = [
    ["call", "Call"],
    ["email", "E-mail"],
];
const line = (id, kind) => ({
    id,
    kind,
    label: kind === "call" ? "Call" : "E-mail",
    date: "2026-11-12 09:30:00",
    summary: `Line ${id}`,
    user: "Paul",
    model: kind === "call" ? "kms.call" : "crm.lead",
});

function answer(lines, more = false) {
    onRpc("kms.customer.history", "read_timeline", ({ args }) => {
        expect.step(JSON.stringify(args));
        return { lines, more, kinds: KINDS };
    });
}

test("lines with what they are, and more of them", async () => {
    answer([line(1, "call"), line(7, "email")], true);
    await mountWithCleanup(Timeline, { props: { resModel: "crm.lead", resId: 7 } });
    expect(queryAllTexts(".o_kms_timeline_line b")).toEqual(["Call", "E-mail"]);
    expect(".o_kms_timeline_line .fa-phone").toHaveCount(1);
    // the lead on whose form it is shown is not opened again
    expect(queryAllTexts(".o_kms_timeline_line button")).toEqual(["Line 1"]);
    await contains(".o_kms_timeline > button").click();
    expect(".o_kms_timeline_line").toHaveCount(4);
    expect.verifySteps(['["crm.lead",7,[],0]', '["crm.lead",7,[],2]']);
});

test("one kind of line", async () => {
    answer([line(1, "call")]);
    await mountWithCleanup(Timeline, { props: { resModel: "crm.lead", resId: 7 } });
    await contains(".o_kms_timeline select").select("call");
    expect.verifySteps(['["crm.lead",7,[],0]', '["crm.lead",7,["call"],0]']);
});

test("nothing yet, and no record yet", async () => {
    answer([]);
    await mountWithCleanup(Timeline, { props: { resModel: "crm.lead", resId: 7 } });
    await waitFor(".o_kms_timeline p");
    expect(".o_kms_timeline").toHaveText(/Nothing has happened yet/);
    expect.verifySteps(['["crm.lead",7,[],0]']);
    await mountWithCleanup(Timeline, { props: { resModel: "crm.lead", resId: false } });
    expect.verifySteps([]);
});

test("what cannot be read is said", async () => {
    onRpc("kms.customer.history", "read_timeline", () => {
        throw new Error("no");
    });
    await mountWithCleanup(Timeline, { props: { resModel: "crm.lead", resId: 7 } });
    expect(".o_kms_timeline").toHaveText(/cannot be read now/);
});
