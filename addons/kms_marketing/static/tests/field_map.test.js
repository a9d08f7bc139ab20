import { MapCanvas } from "@kms_marketing/map/map_canvas";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAll, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { globalCachedFetch } from "@web/../tests/_framework/module_set.hoot";
import { assets } from "@web/core/assets";
import { browser } from "@web/core/browser/browser";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");

class Lead extends models.Model {
    _name = "crm.lead";
}

defineMailModels();
defineModels([Lead]);

const LIBRARY = "/kms_marketing/lib";
const FILES = {
    css: [`${LIBRARY}/leaflet/1.9.3.0/leaflet.css`],
    js: [
        `${LIBRARY}/leaflet/1.9.3.0/leaflet.js`,
        `${LIBRARY}/markercluster/1.4.1.1/leaflet.markercluster.js`,
    ],
};
const POINTS = [
    [11, 4.05, 9.7, "interested", "Mrs Kalla"],
    [12, 4.09, 9.75, "absent", "<b>Mr Ewane</b>"],
    [13, 4.02, 9.65, "", "Nobody yet"],
];

/** The real library, as the server serves it. */
async function loadLibrary(url) {
    const response = await globalCachedFetch(url);
    const script = document.createElement("script");
    script.textContent = await response.text();
    document.head.append(script);
    script.remove();
}

async function openMap(points = POINTS, setting = {}) {
    delete window.L;
    patchWithCleanup(assets, {
        loadCSS: async (url) => expect.step(url.split("/").pop()),
        loadJS: async (url) => {
            expect.step(url.split("/").pop());
            await loadLibrary(url);
        },
    });
    onRpc("kms.field.map", "load", () => ({
        files: FILES,
        tiles: "",
        attribution: "",
        office: [4.0487, 9.6962],
        results: [
            ["interested", "Interested"],
            ["absent", "Absent"],
        ],
        sectors: [{ id: 3, name: "Akwa <i>", latitude: 4.05, longitude: 9.7 }],
        can_plan: true,
        ...setting,
    }));
    onRpc("kms.field.map", "search_points", ({ args }) => {
        expect.step(JSON.stringify(args[0]));
        return { points, more: false };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.field_map",
    });
    await waitFor(".leaflet-container");
}

const FIRST = JSON.stringify({
    layer: "prospects",
    mine: false,
    period: "month",
    result: "",
    sector_id: false,
});
const LOADED = ["leaflet.css", FIRST, "leaflet.js", "leaflet.markercluster.js"];

function pick(name) {
    queryOne(`.o_kms_map_point[title='${name}']`).click();
    return animationFrame();
}

test("the library comes when the map opens, and points have a sign each", async () => {
    await openMap();
    expect.verifySteps(LOADED, { ignoreOrder: true });
    expect(".o_kms_map_point").toHaveCount(3);
    expect(".o_kms_map_point.o_kms_result_interested .fa-thumbs-up").toHaveCount(1);
    expect(".o_kms_map_point.o_kms_result_absent .fa-user-o").toHaveCount(1);
    expect(".o_kms_map_point.o_kms_result_none .fa-question").toHaveCount(1);
    expect(queryAllTexts(".o_kms_map_legend span")).toEqual(["Interested", "Absent"]);
});

test("without tiles there are degrees, a scale and the names of sectors as text", async () => {
    await openMap();
    expect(".leaflet-tile").toHaveCount(0);
    expect(".o_kms_map_degree").not.toHaveCount(0);
    expect(".leaflet-control-scale-line").toHaveCount(1);
    expect(".o_kms_map_sector").toHaveText("Akwa <i>");
    expect.verifySteps(LOADED, { ignoreOrder: true });
});

test("many points at one place are one cluster with their number", async () => {
    const points = Array.from({ length: 40 }, (_, index) => [
        index + 1,
        4.05,
        9.7,
        index % 2 ? "absent" : "interested",
        `P${index}`,
    ]);
    await openMap(points);
    expect(queryAllTexts(".o_kms_map_cluster")).toEqual(["40"]);
    expect(".o_kms_map_point").toHaveCount(0);
    expect.verifySteps(LOADED, { ignoreOrder: true });
});

test("a point opens its card with the next step", async () => {
    onRpc("kms.field.map", "load_card", ({ args }) => {
        expect.step(args.join());
        return {
            lead_id: 11,
            visit_id: 4,
            name: "Mrs Kalla",
            phone: "+237 677",
            sector: "Akwa",
            salesperson: "Herve",
            date: "2026-06-30 09:31:00",
            result: "interested",
            need: "Doors",
            next_step: "Send prices",
            next_date: "2026-07-02",
            late: false,
            suspicious: false,
            point: [4.05, 9.7],
        };
    });
    await openMap();
    expect.verifySteps(LOADED, { ignoreOrder: true });
    await pick("Mrs Kalla");
    await waitFor(".o_kms_map_card");
    expect.verifySteps(["prospects,11"]);
    expect(".o_kms_map_card").toHaveText(/Send prices \(07\/02\/2026\)/);
    expect(".o_kms_map_card a[href^='geo:4.05,9.7']").toHaveCount(1);
    expect(".o_kms_map_card a[href='tel:+237677']").toHaveCount(1);
    await contains(".o_kms_map_select").click();
    expect(".o_kms_map_round [role=status]").toHaveText("1 chosen");
});

test("tapped points make a round from where the phone is", async () => {
    patchWithCleanup(browser, {
        navigator: {
            ...browser.navigator,
            geolocation: {
                getCurrentPosition: (found) =>
                    found({ coords: { latitude: 4, longitude: 9, accuracy: 5 } }),
            },
        },
    });
    onRpc("kms.field.round", "plan_round", ({ args }) => {
        expect.step(JSON.stringify(args));
        return { id: 5, count: 2 };
    });
    await openMap();
    expect.verifySteps(LOADED, { ignoreOrder: true });
    patchWithCleanup(getService("action"), {
        doAction: async (action) => expect.step(action.res_model || action),
    });
    await contains(".o_kms_map_selecting").click();
    expect(".o_kms_map_round .btn-primary").not.toBeEnabled();
    await pick("Mrs Kalla");
    await pick("<b>Mr Ewane</b>");
    await pick("Nobody yet");
    await pick("Nobody yet");
    expect(".o_kms_map_point.o_kms_selected .fa-check").toHaveCount(2);
    await contains(".o_kms_map_round .btn-primary").click();
    await animationFrame();
    expect.verifySteps([
        JSON.stringify([[11, 12], false, { latitude: 4, longitude: 9, accuracy: 5 }]),
        "kms_marketing.kms_field_action",
    ]);
    await contains(".o_kms_map_selecting").click();
    await pick("Mrs Kalla");
    await contains(".o_kms_map_round .btn-secondary").click();
    await animationFrame();
    expect.verifySteps([JSON.stringify([[11], true, null]), "kms.field.round"]);
});

test("filters ask again, with what the screen shows", async () => {
    await openMap([]);
    expect.verifySteps(LOADED, { ignoreOrder: true });
    expect(".o_kms_map_notes").toHaveText(/No point for these filters/);
    await contains("select[aria-label=Period]").select("all");
    await contains("select[aria-label=Sector]").select("3");
    await contains(".o_kms_map_filters input[type=checkbox]").click();
    await contains(".btn:contains(Visits)").click();
    const base = { layer: "prospects", mine: false, period: "all", result: "", sector_id: false };
    expect.verifySteps([
        JSON.stringify(base),
        JSON.stringify({ ...base, sector_id: 3 }),
        JSON.stringify({ ...base, sector_id: 3, mine: true }),
        JSON.stringify({ ...base, sector_id: 3, mine: true, layer: "visits" }),
    ]);
    expect(".o_kms_map_selecting").toHaveCount(0);
});

const TILES = { tiles: "/nowhere/{z}/{x}/{y}.png", attribution: "Somebody" };

test("a background that cannot be reached is asked for once", async () => {
    patchWithCleanup(MapCanvas.prototype, {
        async fetchTile(url) {
            expect.step(url);
            return false;
        },
    });
    await openMap(POINTS, TILES);
    await waitFor(".o_kms_map_notes:contains(background cannot be reached)");
    expect.verifySteps([...LOADED, "/nowhere/12/2158/2001.png"], { ignoreOrder: true });
    expect("img.leaflet-tile").toHaveCount(0);
    expect(".o_kms_map_degree").not.toHaveCount(0);
});

test("a background that goes away later is given up after three failures", async () => {
    patchWithCleanup(MapCanvas.prototype, { fetchTile: async () => true });
    await openMap(POINTS, TILES);
    expect.verifySteps(LOADED, { ignoreOrder: true });
    await waitFor("img.leaflet-tile");
    expect(".o_kms_map_degree").toHaveCount(0);
    expect(".leaflet-control-attribution").toHaveText(/Somebody/);
    for (const tile of queryAll("img.leaflet-tile").slice(0, 3)) {
        tile.dispatchEvent(new Event("error"));
    }
    await animationFrame();
    expect("img.leaflet-tile").toHaveCount(0);
    expect(".o_kms_map_notes").toHaveText(/background cannot be reached/);
    expect(".o_kms_map_degree").not.toHaveCount(0);
});
