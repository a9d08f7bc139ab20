import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryAll } from "@odoo/hoot-dom";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Lead extends models.Model {
    _name = "kms.test.lead";
    wait = fields.Integer();
    kms_is_late = fields.Boolean();
    kms_contact_date = fields.Datetime();
    _records = [
        { id: 1, wait: 12 },
        { id: 2, wait: 125, kms_is_late: true },
        { id: 4, wait: 60 },
        { id: 5, wait: 1439 },
        { id: 6, wait: 4500 },
        { id: 3, wait: 4, kms_contact_date: "2026-03-02 09:00:00" },
    ];
}

defineMailModels();
defineModels([Lead]);

test("late is red, with a sign and a title", async () => {
    await mountView({
        type: "list",
        resModel: "kms.test.lead",
        arch: `<list><field name="wait" widget="kms_touch" /></list>`,
    });
    expect(queryAllTexts(".o_kms_touch")).toEqual([
        "12 min",
        "2 h 05",
        "4 min",
        "1 h 00",
        "23 h 59",
        "3 d",
    ]);
    const [waiting, late, done] = queryAll(".o_kms_touch");
    expect(waiting).not.toHaveClass("text-danger");
    expect(waiting.querySelector(".fa-clock-o")).not.toBe(null);
    expect(late).toHaveClass("text-danger");
    expect(late.querySelector(".fa-exclamation-triangle")).not.toBe(null);
    expect(late).toHaveAttribute("title", "Nobody has contacted this lead in time");
    expect(done.querySelector(".fa-check")).not.toBe(null);
});
