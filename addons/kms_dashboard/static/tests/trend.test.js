import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { TrendWidget } from "@kms_dashboard/trend/trend_widget";
import { SeasonTable } from "@kms_dashboard/trend/season_table";

describe.current.tags("desktop");

class Metric extends models.Model {
    _name = "kms.metric";
    name = fields.Char();
    kind = fields.Selection({
        selection: [
            ["additive", "Sum"],
            ["live", "Now"],
        ],
    });
    _records = [
        { id: 1, name: "Sales", kind: "additive" },
        { id: 2, name: "Open", kind: "live" },
    ];
}

defineMailModels();
defineModels([Metric]);

const TREND = {
    figure: { name: "Sales" },
    months: {
        steps: [
            ["2026-01-01", "2026-01-31"],
            ["2026-02-01", "2026-02-28"],
        ],
        series: [
            {
                metric: "sales",
                key: null,
                name: "Sales",
                unit: "count",
                color: "#000",
                points: [4, 5],
            },
        ],
        currency: { symbol: "F", position: "after", digits: 0 },
    },
    seasons: [
        { month: 1, index: 50 },
        { month: 2, index: 200 },
    ],
    projection: {
        value: 60,
        text: "60",
        done: 30,
        done_text: "30",
        low: "50",
        low_value: 50,
        high_value: 70,
        high: "70",
        error: "8 %",
        tests: 11,
        seasonal: true,
        year: 2026,
    },
    notes: [],
};

async function openFigure(resId, trend = TREND) {
    onRpc("kms.metric", "trend", ({ args }) => {
        expect.step(`trend ${args[0]}`);
        return trend;
    });
    await mountView({
        type: "form",
        resModel: "kms.metric",
        resId,
        arch: `<form><field name="name"/><field name="kind"/><widget name="kms_trend"/></form>`,
    });
    await animationFrame();
}

test("the end of the year with its band and its error", async () => {
    await openFigure(1);
    await waitFor(".o_kms_projection");
    expect.verifySteps(["trend 1"]);
    expect(".o_kms_projection").toHaveText(/2026\n60/);
    expect(".o_kms_projection").toHaveText(/between 50 and 70/);
    expect(".o_kms_projection").toHaveText(/8 %, in 11 tests/);
});

test("a table stands behind the curve, its months open their records", async () => {
    onRpc("kms.board", "drill", ({ args }) => {
        expect.step(`drill ${args[0]} ${args[1].date} ${args[1].last}`);
        return { type: "ir.actions.act_window_close" };
    });
    await openFigure(1);
    await click(".o_kms_trend button[aria-pressed]");
    await animationFrame();
    expect(queryAllTexts(".o_kms_trend_chart tbody td")).toEqual(["4", "5"]);
    await click(".o_kms_trend_chart tbody tr:last-child button");
    await animationFrame();
    expect.verifySteps(["trend 1", "drill sales 2026-02-01 2026-02-28"]);
});

test("too little history is said in words", async () => {
    const notes = ["Not enough months."];
    await openFigure(1, { ...TREND, seasons: null, projection: null, notes });
    await waitFor(".o_kms_trend");
    expect(".o_kms_trend").toHaveText(/Not enough months\./);
    expect(".o_kms_projection").toHaveCount(0);
    expect(".o_kms_seasons").toHaveCount(0);
    expect.verifySteps(["trend 1"]);
});

test("a figure as of now has no trend", async () => {
    await openFigure(2);
    expect(".o_kms_trend").toHaveCount(0);
    expect.verifySteps([]);
});

test("months of the year have their names, the longest bar is the strongest", async () => {
    await mountWithCleanup(SeasonTable, { props: { seasons: TREND.seasons } });
    expect(queryAllTexts(".o_kms_seasons tbody th")).toEqual(["January", "February"]);
    expect(queryAllTexts(".o_kms_seasons tbody td.text-end")).toEqual(["50", "200"]);
    expect(".o_kms_season_bar:first").toHaveStyle({ width: "25%" }, { inline: true });
});

function boardWidget(values = {}) {
    const { months, seasons, projection, notes } = TREND;
    const [line] = months.series;
    const before = {
        ...line,
        name: "A year before",
        points: [1, 2],
        steps: [
            ["2025-01-01", "2025-01-31"],
            ["2025-02-01", "2025-02-28"],
        ],
    };
    const data = { ...months, series: [line, before], seasons, projection, notes, ...values };
    return { id: 1, kind: "trend", title: "Sales", split_by: false, metrics: [], data };
}

test("on a board: twelve months, the year on a bar, the seasons", async () => {
    const drill = (code, part) => expect.step(`${code} ${part.first}`);
    await mountWithCleanup(TrendWidget, { props: { widget: boardWidget(), table: true, drill } });
    expect(".o_kms_trend_year").toHaveText(/End of 2026\s*60\s*so far 30/);
    expect(".o_kms_trend_year").toHaveText(/between 50 and 70; mean error 8 % in 11 tests/);
    expect(".o_kms_trend_done").toHaveStyle({ width: `${(100 * 30) / 70}%` }, { inline: true });
    expect(queryAllTexts(".o_kms_seasons tbody th")).toEqual(["January", "February"]);
    await click(".o_kms_chart tbody tr:first-child td:last-child button");
    expect.verifySteps(["sales 2025-01-01"]);
});

test("on a board: too little history is said in words", async () => {
    const notes = ["Not enough months."];
    const widget = boardWidget({ seasons: null, projection: null, notes });
    await mountWithCleanup(TrendWidget, { props: { widget, drill: () => {} } });
    expect(".o_kms_trend_widget").toHaveText(/Not enough months\./);
    expect(".o_kms_trend_year").toHaveCount(0);
    expect(".o_kms_trend_strip").toHaveCount(0);
});
