import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Tier extends models.Model {
    _name = "kms.loyalty.tier";

    name = fields.Char();

    _records = [
        { id: 1, name: "GOLD" },
        { id: 2, name: "All" },
    ];
}

class Score extends models.Model {
    _name = "kms.loyalty.score";

    tier_id = fields.Many2one({ relation: "kms.loyalty.tier" });
    color = fields.Char();

    _records = [
        { id: 1, tier_id: 1, color: "#D4A017" },
        { id: 2, tier_id: 2, color: "red; background: url(//x)" },
        { id: 3, tier_id: false, color: false },
    ];
}

class Line extends models.Model {
    _name = "kms.loyalty.run.line";

    name = fields.Char();
    color = fields.Char();
    before = fields.Integer();
    after = fields.Integer();

    _records = [
        { id: 1, name: "GOLD", color: "#D4A017", before: 1000, after: 2000 },
        { id: 2, name: "All", color: "#6C757D", before: 1500, after: 500 },
    ];
}

class Run extends models.Model {
    _name = "kms.loyalty.run";

    line_ids = fields.One2many({ relation: "kms.loyalty.run.line" });

    _records = [
        { id: 1, line_ids: [1, 2] },
        { id: 2, line_ids: [] },
    ];
}

defineMailModels();
defineModels([Tier, Score, Line, Run]);

const FORM = `<form><field name="line_ids" widget="kms_tier_split"/></form>`;

test("a tier is its name beside its colour", async () => {
    await mountView({
        type: "list",
        resModel: "kms.loyalty.score",
        arch: `<list><field name="color" column_invisible="1"/>
            <field name="tier_id" widget="kms_tier_badge"/></list>`,
    });
    expect(queryAllTexts(".o_kms_tier")).toEqual(["GOLD", "All"]);
    const [gold, all] = queryAll(".o_kms_tier_dot");
    expect(gold).toHaveStyle({ backgroundColor: "rgb(212, 160, 23)" });
    expect(all.getAttribute("style")).toBe("");
});

test("bars before and after, the longest fills the width", async () => {
    await mountView({ type: "form", resModel: "kms.loyalty.run", resId: 1, arch: FORM });
    expect(queryAllTexts(".o_kms_tier_split th")).toEqual(["GOLD\n+1,000", "All\n-1,000"]);
    const widths = queryAll(".o_kms_tier_bar").map((bar) => bar.style.width);
    expect(widths).toEqual(["50%", "100%", "75%", "25%"]);
    expect(queryAllTexts(".o_kms_tier_split td.text-end")).toEqual([
        "1,000",
        "2,000",
        "1,500",
        "500",
    ]);
});

test("a run without tiers", async () => {
    await mountView({ type: "form", resModel: "kms.loyalty.run", resId: 2, arch: FORM });
    expect(queryOne(".o_kms_tier_split").rows.length).toBe(0);
});
