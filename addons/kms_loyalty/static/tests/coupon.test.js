import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne, queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

import { CouponProgress } from "@kms_loyalty/coupon_progress/coupon_progress";
import { CouponUplift } from "@kms_loyalty/coupon_uplift/coupon_uplift";

describe.current.tags("desktop");

// The services of the till start with any test of an addon that depends on it.
definePosModels();

const ARM = { people: 900, buyers: 90, rate: 0.1, revenue: 5000, margin: 2000 };
const GAP = { gap: 500, low: 100, high: 900, total: 450000, verdict: "more" };

async function mount(component, name, data, load = () => {}) {
    await setupPosEnv();
    const record = { resId: 7, resModel: "kms.coupon.campaign", data: { [name]: data }, load };
    await mountWithCleanup(component, { props: { name, record, readonly: true } });
}

test("portions are asked for until all codes are there", async () => {
    const steps = [1000, 2000, 2500];
    onRpc("kms.coupon.campaign", "kms_advance", ({ args }) => {
        expect.step(`advance ${args[0]}`);
        const made = steps.shift();
        return { made, total: 2500, mailing: false, state: made < 2500 ? "running" : "done" };
    });
    const start = { state: "running", made: 0, total: 2500, mailing: false };
    await mount(CouponProgress, "progress", start, () => expect.step("load"));
    await expect.waitForSteps(["advance 7", "advance 7", "advance 7", "load"]);
    await animationFrame();
    expect(queryText(".o_kms_coupon_progress .fw-bold")).toBe("2,500 / 2,500");
    expect(queryOne(".progress-bar").style.width).toBe("100%");
});

test("without the network the server goes on", async () => {
    onRpc("kms.coupon.campaign", "kms_advance", () => {
        throw new Error("away");
    });
    const start = { state: "running", made: 10, total: 100, mailing: false };
    await mount(CouponProgress, "progress", start, () => expect.step("load"));
    await animationFrame();
    await animationFrame();
    expect(".o_kms_coupon_progress .small").toHaveText(/goes on by itself\. Reload/);
    expect(queryOne(".progress-bar").style.width).toBe("10%");
    expect.verifySteps([]);
});

test("what a campaign brought, with its interval", async () => {
    await mount(CouponUplift, "result", {
        treated: ARM,
        holdout: { ...ARM, people: 100, buyers: 5, rate: 0.05, revenue: 4500 },
        revenue: GAP,
        margin: { ...GAP, low: -100, verdict: "no_difference" },
        minimum: 100,
        cost: 12000,
        used: 30,
        made: 900,
    });
    expect(queryAllTexts("tbody tr:nth-child(2) td")).toEqual(["90 (10.0 %)", "5 (5.0 %)"]);
    expect(queryAllTexts(".border-start .fs-4")[0]).toInclude("+500.00");
    expect(queryAllTexts(".border-start")[0]).toInclude("450,000.00");
    expect(queryAllTexts(".border-start")[1]).not.toInclude("In all");
});

test("no conclusion from too few, none before it was measured", async () => {
    const few = { ...GAP, verdict: "too_few" };
    await mount(CouponUplift, "result", {
        treated: ARM,
        holdout: { ...ARM, people: 20 },
        revenue: few,
        margin: few,
        minimum: 100,
        cost: 0,
        used: 0,
        made: 900,
    });
    expect(queryAllTexts(".border-start")[0]).toInclude("fewer than 100 customers");
});

test("nothing measured yet", async () => {
    await mount(CouponUplift, "result", false);
    expect("p").toHaveText(/Press Measure/);
});
