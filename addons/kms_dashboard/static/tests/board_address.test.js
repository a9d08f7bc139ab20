import { describe, expect, test } from "@odoo/hoot";
import { click, select } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { contains, getService, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { fromAddress, toAddress } from "@kms_dashboard/board/address";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { CARD, openBoard, widget } from "./board_helpers";

describe.current.tags("desktop");
defineMailModels();

const TARGET = {
    target: 10,
    target_text: "10",
    progress: 30,
    pace: "behind",
    expected: 50,
    expected_text: "5",
};

test("a target says how it stands tonight, in words and on its bar", async () => {
    await openBoard([
        widget(1, "card", { ...CARD, ...TARGET }),
        widget(2, "gauge", { ...CARD, ...TARGET, pace: "ahead" }),
    ]);
    expect(".o_kms_card_target").toHaveText(/Behind\s*30 % of 10/);
    expect(".o_kms_card_tonight").toHaveStyle({ left: "50%" }, { inline: true });
    expect(".o_kms_card_line").toHaveCount(1);
    expect(".o_kms_gauge").toHaveText(/Ahead\s*30 % of 10\s*By tonight: 5/);
    expect(".o_kms_gauge path").toHaveCount(3);
});

test("the address says what the board shows, and brings it back", async () => {
    const kept = {
        boardId: 9,
        period: { kind: "range", date: "2026-03-01", last: "2026-03-05" },
        filters: { kms_channel: "field", user_id: 4 },
    };
    expect(fromAddress(toAddress(kept, "2026-04-10"))).toEqual(kept);
    const month = { ...kept, period: { kind: "month", date: "2026-04-10" } };
    expect(toAddress(month, "2026-04-10").from).toBe(undefined);
    expect(toAddress(month, "2026-04-11").from).toBe("2026-04-10");
    expect(fromAddress({})).toEqual({ boardId: false, period: null, filters: {} });
});

test("another period is in the address; Back brings the one before", async () => {
    await openBoard([widget(1, "card", CARD)]);
    await click(".o_kms_period select");
    await select("year");
    await animationFrame();
    await runAllTimers();
    expect(router.current.period).toBe("year");
    expect.verifySteps([`load [{"kind":"year","date":"2026-03-01"},{}]`]);
    browser.history.back();
    await animationFrame();
    await runAllTimers();
    await animationFrame();
    expect.verifySteps(["load [null,{}]"]);
    expect(router.current.period).toBe(undefined);
});

test("a manager finds the sheets that leave by e-mail", async () => {
    const board = { id: 7, name: "D", own: false, period: "month", may_edit_template: true };
    await openBoard([widget(1, "card", CARD)], { board });
    const action = getService("action");
    patchWithCleanup(action, { doAction: (name) => expect.step(name) });
    await click(".o_kms_board_export");
    await animationFrame();
    await contains(".o-dropdown-item:contains(e-mail)").click();
    expect.verifySteps(["kms_dashboard.kms_sheet_action"]);
});
