import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

import { TierBadge } from "@kms_loyalty/tier_badge/tier_badge";
import { TierSplit } from "@kms_loyalty/tier_split/tier_split";

describe.current.tags("desktop");

// The services of the till start with any test of an addon that depends on it.
definePosModels();

async function mount(component, name, data) {
    await setupPosEnv();
    await mountWithCleanup(component, { props: { name, record: { data }, readonly: true } });
}

function line(id, name, color, before, after) {
    return { id, data: { name, color, before, after } };
}

test("a tier is its name beside its colour", async () => {
    await mount(TierBadge, "tier_id", {
        tier_id: { id: 1, display_name: "GOLD" },
        color: "#D4A017",
    });
    expect(queryAllTexts(".o_kms_tier")).toEqual(["GOLD"]);
    expect(".o_kms_tier .fa-circle").toHaveStyle({ color: "rgb(212, 160, 23)" });
});

test("a colour that is none is left out", async () => {
    await mount(TierBadge, "tier_id", {
        tier_id: { id: 2, display_name: "All" },
        color: "red; background: url(//x)",
    });
    expect(queryAllTexts(".o_kms_tier")).toEqual(["All"]);
    expect(queryOne(".o_kms_tier .fa-circle").getAttribute("style") || "").toBe("");
});

test("a customer without a tier has no badge", async () => {
    await mount(TierBadge, "tier_id", { tier_id: false, color: false });
    expect(".o_kms_tier").toHaveCount(0);
});

test("bars before and after, the longest fills the width", async () => {
    const records = [line(1, "GOLD", "#D4A017", 1000, 2000), line(2, "All", "#6C757D", 1500, 500)];
    await mount(TierSplit, "line_ids", { line_ids: { records } });
    expect(queryAllTexts(".o_kms_tier_split th")).toEqual(["GOLD\n+1,000", "All\n-1,000"]);
    const widths = queryAll(".o_kms_tier_bar").map((bar) => bar.style.width);
    expect(widths).toEqual(["50%", "100%", "75%", "25%"]);
    const counts = queryAllTexts(".o_kms_tier_split td.text-end");
    expect(counts).toEqual(["1,000", "2,000", "1,500", "500"]);
});

test("a run without tiers", async () => {
    await mount(TierSplit, "line_ids", { line_ids: { records: [] } });
    expect(queryOne(".o_kms_tier_split").rows.length).toBe(0);
});
