import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { assets } from "@web/core/assets";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { arc, notch } from "@kms_dashboard/gauge/gauge";
import { sparkline } from "@kms_dashboard/card/card";
import { formatValue } from "@kms_dashboard/chart/format";
import { chartConfig, shortNumber } from "@kms_dashboard/chart/chart_config";
import { moveWidget } from "@kms_dashboard/board/arrangement";
import { CARD, SALES, SHARE, STEPS, expectDrill, openBoard, widget } from "./board_helpers";

describe.current.tags("desktop");
defineMailModels();

test("a card says its figure, its change and what it is", async () => {
    await openBoard([widget(1, "card", CARD)]);
    expect(".o_kms_card_value").toHaveText("3");
    expect(".o_kms_card_change .text-success").toHaveText("50 %");
    expect(".o_kms_card_change .fa-arrow-up").toHaveCount(1);
    expect(".o_kms_card_line polyline").toHaveCount(1);
    await click(".o_kms_widget_info");
    await waitFor(".o_kms_info");
    expect(".o_kms_info").toHaveText(/Confirmed orders\./);
    expect(".o_kms_info").toHaveText(/Owner: Marketing/);
    expect.verifySteps(["define sales"]);
});

test("the charts' library comes with the figures, and a board without it is still a board", async () => {
    const asked = [];
    patchWithCleanup(assets, {
        async loadBundle(name) {
            asked.push(name);
            throw new Error("no network");
        },
    });
    await openBoard([widget(1, "card", CARD)]);
    expect(asked).toEqual(["web.chartjs_lib"]);
    expect(".o_kms_card_value").toHaveText("3");
});

test("only what has days has a trend", async () => {
    const live = { ...SALES, id: 9, code: "open", kind: "live" };
    await openBoard([widget(1, "card", CARD), widget(2, "card", CARD, { metrics: [live] })]);
    for (const [rank, count] of [
        [0, 1],
        [1, 0],
    ]) {
        await click(`.o_kms_widget_info:eq(${rank})`);
        await waitFor(".o_kms_info");
        expect(".o_kms_info_trend").toHaveCount(count);
        await click(document.body);
        await animationFrame();
    }
    expect.verifySteps(["define sales", "define open"]);
});

test("less of what should be low is good news", async () => {
    const metrics = [{ ...SALES, higher_is_better: false }];
    await openBoard([widget(1, "card", { ...CARD, change: -20 }, { metrics })]);
    expect(".o_kms_card_change .text-success .fa-arrow-down").toHaveCount(1);
});

test("a click on a figure opens its records", async () => {
    expectDrill();
    await openBoard([widget(1, "card", CARD)]);
    await click(".o_kms_card_value");
    await animationFrame();
    expect.verifySteps(["drill sales {}"]);
});

test("the records of the last days are of the days that end today", async () => {
    onRpc("kms.board", "drill", ({ args }) => {
        expect.step(args[1]);
        return { type: "ir.actions.act_window_close" };
    });
    const days = { previous_first: "2026-03-28", previous_last: "2026-04-03" };
    await openBoard([widget(1, "card", CARD)], {
        period: { kind: "days7", first: "2026-04-04", last: "2026-04-10", ...days },
    });
    await click(".o_kms_card_value");
    await animationFrame();
    expect.verifySteps([{ kind: "days7", date: "2026-04-10" }]);
});

test("both parts of a ratio open", async () => {
    expectDrill();
    await openBoard([widget(1, "card", { ...CARD, n: 8 }, { metrics: [SHARE] })]);
    expect(".o_kms_card_change").toHaveText(/n = 8/);
    await click(".o_kms_widget_info");
    await animationFrame();
    await contains(".o_kms_info button:contains(divided by)").click();
    expect.verifySteps(["define share", `drill share {"part":"denominator"}`]);
});

test("another period and the days before are one request each", async () => {
    await openBoard([widget(1, "card", CARD)]);
    await click(".o_kms_period select");
    await select("week");
    await animationFrame();
    expect.verifySteps([`load [{"kind":"week","date":"2026-03-01"},{}]`]);
    await click(".o_kms_period_before");
    await animationFrame();
    expect.verifySteps([`load [{"kind":"month","date":"2026-02-28"},{}]`]);
    await click(".o_kms_period_after");
    await animationFrame();
    expect.verifySteps([`load [{"kind":"month","date":"2026-04-01"},{}]`]);
});

test("a channel is a filter of the whole board", async () => {
    await openBoard([widget(1, "card", CARD)]);
    await click(".o_kms_filter");
    await animationFrame();
    await click(".o_kms_filter_menu select");
    await select("field");
    await animationFrame();
    expect.verifySteps([`load [null,{"kms_channel":"field"}]`]);
    expect(".o_kms_filter").toHaveText(/Field/);
});

test("a chart has a table behind it, and every cell opens", async () => {
    expectDrill();
    const line = {
        metric: "sales",
        key: "field",
        name: "Field",
        unit: "count",
        color: "#009E73",
        points: [1, 2],
    };
    const data = { steps: STEPS, series: [line] };
    await openBoard([widget(1, "line", data, { split_by: "kms_channel" })]);
    await waitFor("canvas");
    expect(".visually-hidden tbody tr").toHaveCount(2);
    await contains("button[title='As a table']").click();
    expect("canvas").toHaveCount(0);
    expect(queryAllTexts(".o_kms_scroll tbody td")).toEqual(["1", "2"]);
    await contains(".o_kms_scroll tbody tr:last-child button").click();
    expect.verifySteps([
        `drill sales {"kms_channel":"field","first":"2026-03-02","last":"2026-03-02"}`,
    ]);
});

test("a slice, a step and a row open their part", async () => {
    expectDrill();
    const row = {
        metric: "sales",
        key: 5,
        name: "Boris",
        share: 100,
        color: "#000000",
        value: 3,
        text: "3",
    };
    const cell = { key: false, name: "None", values: [{ value: 3, text: "3" }] };
    await openBoard([
        widget(1, "doughnut", { rows: [row], n_text: "3" }, { split_by: "user_id" }),
        widget(2, "funnel", { rows: [{ ...row, rate: 40, n: 8 }] }),
        widget(
            3,
            "leaderboard",
            { ranked: false, columns: [{ metric: "sales", name: "Sales" }], rows: [cell] },
            { split_by: "user_id" }
        ),
    ]);
    await contains(".o_kms_widget_doughnut button[title='As a table']").click();
    await contains(".o_kms_widget_doughnut .o_kms_scroll button").click();
    await contains(".o_kms_funnel button").click();
    expect(".o_kms_funnel").toHaveText(/40 % \(n = 8\)/);
    await contains(".o_kms_rank button").click();
    expect(".o_kms_rank").toHaveText(/fewer than five/);
    expect.verifySteps([
        `drill sales {"user_id":5}`,
        "drill sales {}",
        `drill sales {"user_id":false}`,
    ]);
});

test("a gauge without a target says so; a feed opens its records", async () => {
    await openBoard([
        widget(1, "gauge", CARD),
        widget(2, "feed", {
            several: true,
            rows: [
                {
                    metric: "sales",
                    model: "res.partner",
                    reason: "Sales",
                    id: 4,
                    name: "S00004",
                    text: "12",
                },
                {
                    metric: "late",
                    model: "res.partner",
                    reason: "Late",
                    id: 4,
                    name: "S00004",
                    text: "",
                },
            ],
        }),
    ]);
    expect(".o_kms_gauge").toHaveText(/No target is set/);
    expect(".o_kms_feed").toHaveText(/S00004/);
    expect(queryAllTexts(".o_kms_feed_reason")).toEqual(["Sales", "Late"]);
    expect(queryAllTexts(".o_kms_feed .btn-link")).toEqual(["See all · Sales", "See all · Late"]);
});

test("arranging: resize, remove and keep for oneself", async () => {
    onRpc("kms.board", "save_layout", ({ args }) => {
        expect.step(
            `save ${args[0]} ${args[1].map((w) => `${w.kind}${w.width}x${w.height}`)} ${args[2]}`
        );
        return 8;
    });
    await openBoard([widget(1, "card", CARD), widget(2, "gauge", CARD)]);
    await click(".o_kms_board_edit");
    await animationFrame();
    await contains(".o_kms_widget_card button[title=Wider]").click();
    await contains(".o_kms_widget_card button[title=Higher]").click();
    expect(".o_kms_widget_card").toHaveClass(["o_kms_width_4", "o_kms_height_3"]);
    await contains(".o_kms_widget_gauge .o_kms_widget_remove").click();
    await contains(".o_kms_board_done").click();
    await animationFrame();
    expect.verifySteps(["save 7 card4x3 false", "load [null,{}]"]);
});

test("arranging: drag a widget behind another", async () => {
    onRpc("kms.board", "save_layout", ({ args }) => {
        expect.step(`save ${args[1].map((w) => w.kind)}`);
        return 8;
    });
    await openBoard([widget(1, "card", CARD), widget(2, "gauge", CARD)]);
    await click(".o_kms_board_edit");
    await animationFrame();
    await contains(".o_kms_widget_card .o_kms_widget_handle").dragAndDrop(".o_kms_widget_gauge");
    await contains(".o_kms_board_done").click();
    await animationFrame();
    expect.verifySteps(["save gauge,card", "load [null,{}]"]);
});

test("arranging: add a figure", async () => {
    onRpc("kms.board", "choices", () => ({
        metrics: [{ ...SALES, splits: ["kms_channel"] }],
        kinds: [
            ["card", "Card"],
            ["doughnut", "Doughnut"],
        ],
        splits: [["kms_channel", "Channel"]],
    }));
    onRpc("kms.board", "save_layout", ({ args }) => {
        const { kind, metrics, split_by } = args[1][0];
        expect.step(`save ${kind} ${metrics} ${split_by}`);
        return 8;
    });
    await openBoard([]);
    await contains(".o_kms_board_empty button").click();
    await click(".o_kms_dialog_kind");
    await select("doughnut");
    await animationFrame();
    await contains(".o_kms_dialog_metrics input").click();
    expect(".modal-footer .btn-primary").not.toBeEnabled();
    await click(".o_kms_dialog_split");
    await select("kms_channel");
    await animationFrame();
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect.verifySteps(["save doughnut sales kms_channel", "load [null,{}]"]);
});

test("nobody's board says whom to ask", async () => {
    await openBoard([], { board: false, boards: [] });
    expect(".o_kms_board_empty").toHaveText(/Ask the marketing manager/);
});

test("values are written with their unit", () => {
    const currency = { symbol: "FCFA", position: "after", digits: 0 };
    expect(formatValue(null, "count", currency)).toBe("\u2013");
    expect(formatValue(12, "money", currency)).toBe("12\u00a0FCFA");
    expect(formatValue(12, "money", { ...currency, position: "before" })).toBe("FCFA\u00a012");
    expect(formatValue(12, "percent", currency)).toBe("12\u202f%");
});

test("sparkline", () => {
    expect(sparkline([1])).toBe("");
    expect(sparkline([null, null])).toBe("");
    expect(sparkline([0, 10])).toBe("0.0,23.0 100.0,1.0");
    expect(sparkline([0, null, 10])).toBe("0.0,23.0 100.0,1.0");
});

test("gauge", () => {
    expect(arc(0.5)).toBe("M 20 100 A 80 80 0 0 1 100.00 20.00");
    expect(arc(7)).toBe(arc(1));
    expect(notch(0.5)).toBe("M 100.00 32.00 L 100.00 8.00");
});

test("two units get an axis each", () => {
    const line = { name: "A", color: "#000000", points: [1] };
    const series = [
        { ...line, unit: "count" },
        { ...line, unit: "money" },
    ];
    const { options } = chartConfig("line", { series, steps: STEPS }, ["x"], {}, () => {});
    expect(options.scales.count.position).toBe("left");
    expect(options.scales.money.position).toBe("right");
    expect(shortNumber(1250000)).toMatch(/1[.,]3/);
});

test("moving keeps everything else in its order", () => {
    const widgets = [{ key: 1 }, { key: 2 }, { key: 3 }];
    moveWidget(widgets, 1, 3);
    expect(widgets.map(({ key }) => key)).toEqual([2, 3, 1]);
    moveWidget(widgets, 1, null);
    expect(widgets.map(({ key }) => key)).toEqual([1, 2, 3]);
});
