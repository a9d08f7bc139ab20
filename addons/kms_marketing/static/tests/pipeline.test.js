import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Stage extends models.Model {
    _name = "crm.stage";
    name = fields.Char();
    _records = [
        { id: 1, name: "New" },
        { id: 2, name: "Converted" },
    ];
}

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    expected_revenue = fields.Integer({ aggregator: "sum" });
    kms_stuck_state = fields.Selection({
        selection: [
            ["moving", "Moving"],
            ["stuck", "Stuck"],
        ],
    });
    _records = [
        { id: 1, name: "Kalla", stage_id: 1, expected_revenue: 10, kms_stuck_state: "stuck" },
        { id: 2, name: "Ewane", stage_id: 1, expected_revenue: 20, kms_stuck_state: "moving" },
        { id: 3, name: "Simo", stage_id: 1, expected_revenue: 30, kms_stuck_state: "moving" },
        { id: 4, name: "Yomi", stage_id: 2, expected_revenue: 40, kms_stuck_state: "moving" },
    ];
    _views = {
        kanban: `
            <kanban default_group_by="stage_id" js_class="kms_pipeline">
                <progressbar field="kms_stuck_state" sum_field="expected_revenue"
                    colors='{"moving": "success", "stuck": "danger"}'/>
                <templates><t t-name="card"><field name="name"/></t></templates>
            </kanban>`,
        list: `<list js_class="kms_pipeline_list"><field name="name"/></list>`,
        search: `<search/>`,
    };
}

defineMailModels();
defineModels([Stage, Lead]);

async function openPipeline(type = "kanban") {
    onRpc("crm.lead", "kms_get_pipeline_figures", ({ args }) => {
        expect.step(args[0]);
        return [
            {
                name: "new",
                label: "New this week",
                title: "Since Monday",
                count: 3,
                amount: 60,
                currency_id: false,
                domain: [["stage_id", "=", 1]],
            },
        ];
    });
    onRpc("crm.lead", "get_rainbowman_message", () => false);
    await mountView({ type, resModel: "crm.lead" });
    await advanceTime(300);
    await animationFrame();
}

test("a column says how many, how much, and which share is stuck", async () => {
    await openPipeline();
    expect(queryAllTexts(".o_kms_pipeline_count")).toEqual(["3", "1"]);
    expect(queryAllTexts(".o_kms_pipeline_stuck")).toEqual(["33 %"]);
    expect(".o_kms_pipeline_stuck .fa-exclamation-triangle").toHaveCount(1);
    expect(queryAllTexts(".o_animated_number")).toEqual(["60", "40"]);
    expect.verifySteps([[]]);
});

test("the share shows only the stuck ones", async () => {
    await openPipeline();
    await click(".o_kms_pipeline_stuck");
    await animationFrame();
    expect(queryAllTexts(".o_kanban_group:first .o_kanban_record")).toEqual(["Kalla"]);
    expect.verifySteps([[]]);
});

test("the live numbers come again, once, when a card was dragged", async () => {
    await openPipeline();
    expect(".o_kms_pipeline_figure").toHaveText(/3\s*New this week/);
    expect.verifySteps([[]]);
    await contains(".o_kanban_record:first").dragAndDrop(".o_kanban_group:eq(1)");
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps([[]]);
});

test("a live number narrows the search to what it counts, and back", async () => {
    await openPipeline();
    expect.verifySteps([[]]);
    await click(".o_kms_pipeline_figure");
    await animationFrame();
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps([[["stage_id", "=", 1]]]);
    expect(".o_facet_value").toHaveText("New this week");
    expect(".o_kms_pipeline_figure").toHaveAttribute("aria-pressed", "true");
    await click(".o_kms_pipeline_figure");
    await animationFrame();
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps([[]]);
    expect(".o_facet_value").toHaveCount(0);
});

test("the list has them too", async () => {
    await openPipeline("list");
    expect(".o_kms_pipeline_figure").toHaveCount(1);
    expect.verifySteps([[]]);
});
