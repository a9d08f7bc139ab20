import { describe, expect, test } from "@odoo/hoot";
import {
    click,
    manuallyDispatchProgrammaticEvent,
    queryAll,
    queryAllTexts,
    queryOne,
    select,
} from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const FILTERS = {
    channel: false,
    user_id: false,
    source_id: false,
    campaign_id: false,
    date_from: "2026-06-01",
    date_to: "2026-06-30",
};

function step(name, reached, share, extra = {}) {
    return {
        step: name,
        label: name.toUpperCase(),
        reached,
        rate: share,
        share,
        here: 2,
        lost: 1,
        days: 1.5,
        domains: { reached: [["id", "=", 1]], here: [["id", "=", 2]], lost: [["id", "=", 3]] },
        ...extra,
    };
}

const STEPS = [step("new", 8, 100), step("contacted", 4, 50), step("converted", 1, 13)];

async function openFunnel(steps = STEPS) {
    onRpc("kms.funnel", "load", () => ({
        channels: [{ id: "field", name: "Field" }],
        user_id: [{ id: 5, name: "Sali" }],
        source_id: [],
        campaign_id: [],
        filters: FILTERS,
        steps,
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.funnel",
    });
}

test("the bars narrow with the share, and the table says the same in words", async () => {
    await openFunnel();
    expect(queryAll(".o_kms_funnel_bar").map((bar) => bar.style.width)).toEqual([
        "100%",
        "50%",
        "13%",
    ]);
    expect(queryAllTexts("tbody tr:eq(1) > *")).toEqual([
        "CONTACTED",
        "4",
        "50 %",
        "50 %",
        "2",
        "1",
        "1.5 d.",
    ]);
    expect(".o_kms_funnel_chart").toHaveAttribute("aria-hidden", "true");
});

test("a step that nobody left has no days", async () => {
    await openFunnel([step("new", 1, 100, { days: null }), step("converted", 0, 0)]);
    expect("tbody tr:eq(0) td:last").toHaveText("–");
});

test("an empty period says what to do", async () => {
    await openFunnel([step("new", 0, null), step("converted", 0, null)]);
    expect(".o_kms_funnel_empty").toHaveText(/Choose other days/);
    expect("table").toHaveCount(0);
});

test("a filter asks the server again", async () => {
    onRpc("kms.funnel", "refresh", ({ args }) => {
        expect.step(args[0]);
        return { filters: args[0], steps: [step("new", 3, 100), step("converted", 1, 33)] };
    });
    await openFunnel();
    await click("#funnel_user_id");
    await select("5");
    await animationFrame();
    const day = queryOne("#funnel_date_from");
    day.value = "2026-05-01";
    await manuallyDispatchProgrammaticEvent(day, "change");
    await animationFrame();
    expect.verifySteps([
        { ...FILTERS, user_id: 5 },
        { ...FILTERS, user_id: 5, date_from: "2026-05-01" },
    ]);
    expect(".o_kms_funnel_value:first").toHaveText("3");
});

test("every number opens its prospects", async () => {
    await openFunnel();
    mockService("action", {
        doAction({ res_model, domain, context }) {
            expect(res_model).toBe("crm.lead");
            expect(context.active_test).toBe(false);
            expect.step(domain);
        },
    });
    for (const button of queryAll("tbody tr:eq(1) button")) {
        await click(button);
    }
    await click(".o_kms_funnel_bar:eq(1)");
    expect.verifySteps([[["id", "=", 1]], [["id", "=", 2]], [["id", "=", 3]], [["id", "=", 1]]]);
});
