import { expect } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

export const SALES = {
    id: 1,
    code: "sales",
    name: "Sales",
    unit: "count",
    kind: "additive",
    higher_is_better: true,
    channel: false,
    opens: true,
};
export const SHARE = {
    ...SALES,
    id: 2,
    code: "share",
    name: "Conversion",
    unit: "percent",
    kind: "ratio",
};
export const STEPS = [
    ["2026-03-01", "2026-03-01"],
    ["2026-03-02", "2026-03-02"],
];
export const CARD = {
    value: 3,
    text: "3",
    previous: 2,
    previous_text: "2",
    change: 50,
    n: null,
    points: [1, 2],
    steps: STEPS,
    color: "#0072B2",
    target: null,
};

export function widget(id, kind, data, values = {}) {
    return {
        id,
        kind,
        name: "",
        title: values.title || "Sales",
        split_by: false,
        limit: 10,
        width: 3,
        height: 2,
        metrics: [SALES],
        data,
        ...values,
    };
}

function loaded(widgets, values = {}) {
    return {
        board: { id: 7, name: "Direction", own: false, period: "month", may_edit_template: false },
        boards: [{ id: 7, name: "Direction" }],
        period: {
            kind: "month",
            first: "2026-03-01",
            last: "2026-03-31",
            previous_first: "2026-02-01",
            previous_last: "2026-02-28",
            trend_first: "2026-03-01",
        },
        filters: {},
        filter_names: {},
        today: "2026-04-10",
        companies: ["House"],
        widgets,
        ...values,
    };
}

/** What the figures of widgets mean, as the server says it when it is asked. */
function defineFigures(widgets) {
    const figures = widgets.flatMap(({ metrics }) => metrics);
    onRpc("kms.board", "define", ({ args }) => {
        expect.step(`define ${args[0]}`);
        return args[0].map((code) => ({
            ...figures.find((figure) => figure.code === code),
            definition: "Confirmed orders.",
            formula_source: "The house",
            owner: "Marketing",
        }));
    });
}

export async function openBoard(widgets, values) {
    onRpc("kms.board", "load", ({ args }) => {
        expect.step(`load ${JSON.stringify(args.slice(1))}`);
        return loaded(structuredClone(widgets), values);
    });
    defineFigures(widgets);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kms_dashboard.board" });
    await animationFrame();
    expect.verifySteps(["load [null,{}]"]);
}

export function expectDrill() {
    onRpc("kms.board", "drill", ({ args }) => {
        expect.step(`drill ${args[0]} ${JSON.stringify(args[3])}`);
        return { type: "ir.actions.act_window_close" };
    });
}
