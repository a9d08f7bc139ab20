import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, hover, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class CrmLead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    kms_score = fields.Integer();
    kms_score_level = fields.Selection({
        selection: [
            ["hot", "Hot"],
            ["warm", "Warm"],
            ["cold", "Cold"],
        ],
    });

    _records = [
        { id: 1, name: "Kitchen", kms_score: 82, kms_score_level: "hot" },
        { id: 2, name: "Panels", kms_score: 41, kms_score_level: "warm" },
        { id: 3, name: "Saw", kms_score: 0, kms_score_level: "cold" },
    ];
}

class KmsLeadScoreModel extends models.Model {
    _name = "kms.lead.score.model";

    report = fields.Json();

    _records = [
        {
            id: 1,
            report: {
                ours: {
                    auc: 0.81,
                    precision: null,
                    calibration: [
                        { from: 0.1, to: 0.2, count: 12, predicted: 0.14, observed: 0.25 },
                    ],
                },
                core: { auc: 0.7 },
            },
        },
        { id: 2, report: false },
    ];
}

defineMailModels();
defineModels([CrmLead, KmsLeadScoreModel]);

const LIST = `<list><field name="name"/><field name="kms_score" widget="kms_score"/></list>`;

test("number and temperature, not by colour alone", async () => {
    await mountView({ type: "list", resModel: "crm.lead", arch: LIST });
    expect(queryAllTexts(".o_kms_score")).toEqual(["82", "41", "0"]);
    expect(".o_kms_score .fa-fire").toHaveCount(1);
    expect(".o_kms_score .fa-thermometer-half").toHaveCount(1);
    expect(".o_kms_score .fa-snowflake-o").toHaveCount(1);
    expect(queryOne(".o_kms_score:first")).toHaveAttribute("aria-label", "Hot 82");
});

test("hovered it says why, once asked for, and hides again", async () => {
    onRpc("crm.lead", "get_kms_score_explanation", ({ args }) => {
        expect.step(args[0]);
        return {
            reasons: "+18 verified phone\n-12 no exchange for 21 days",
            basis: "Default grid",
        };
    });
    await mountView({ type: "list", resModel: "crm.lead", arch: LIST });
    expect.verifySteps([]);
    await hover(".o_kms_score:first");
    await waitFor(".o_kms_score_popover");
    expect.verifySteps([1]);
    expect(queryAllTexts(".o_kms_score_popover > div")).toEqual([
        "+18 verified phone",
        "-12 no exchange for 21 days",
        "Default grid",
    ]);
    await hover("th[data-name='name']");
    await animationFrame();
    expect(".o_kms_score_popover").toHaveCount(0);
});

test("a tap explains and does not open the lead", async () => {
    onRpc("crm.lead", "get_kms_score_explanation", () => ({ reasons: "", basis: "Default grid" }));
    await mountView({
        type: "list",
        resModel: "crm.lead",
        arch: LIST,
        selectRecord: () => expect.step("opened"),
    });
    await click(".o_kms_score:last");
    await waitFor(".o_kms_score_popover");
    expect(".o_kms_score_popover").toHaveText("Default grid");
    expect.verifySteps([]);
});

test("the report compares both engines and draws the calibration", async () => {
    await mountView({
        type: "form",
        resModel: "kms.lead.score.model",
        resId: 1,
        arch: `<form><field name="report" widget="kms_score_report"/></form>`,
    });
    expect(queryAllTexts(".o_kms_score_report tbody tr:first td")).toEqual([
        "AUC: pairs in the right order",
        "0.810",
        "0.700",
    ]);
    expect(queryAllTexts(".o_kms_score_report tbody tr:nth-child(2) td")).toEqual([
        "Precision: hot leads that were won",
        "-",
        "-",
    ]);
    expect(".o_kms_score_band").toHaveText("10-20 %");
    expect(".o_kms_score_figures").toHaveText("14 → 25 % (12)");
    expect(".o_kms_score_bar:first").toHaveAttribute("style", "width: 14%");
});

test("nothing learned, nothing drawn", async () => {
    await mountView({
        type: "form",
        resModel: "kms.lead.score.model",
        resId: 2,
        arch: `<form><field name="report" widget="kms_score_report"/></form>`,
    });
    expect(".o_kms_score_report").toHaveCount(0);
});
