import { describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    click,
    queryAllTexts,
    select,
    setInputFiles,
    waitFor,
} from "@odoo/hoot-dom";
import {
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const KEYS = [
    ["contact_name", "Name"],
    ["phone", "Phone"],
    ["city", "City"],
];
const DRAFT = {
    id: 7,
    name: "fair.xlsx",
    state: "draft",
    message: false,
    twin: "",
    again: false,
    kms_channel: "digital",
    assign: "none",
    known_policy: "skip",
    manager: true,
    user: false,
    source: false,
    campaign: false,
    columns: [
        { heading: "Qui", key: "contact_name" },
        { heading: "Tel", key: "phone" },
    ],
    choices: {
        kms_channel: [["digital", "Digital"]],
        assign: [
            ["none", "Nobody yet"],
            ["one", "One person"],
        ],
        known_policy: [
            ["skip", "Leave out"],
            ["create", "Import anyway"],
        ],
    },
    summary: {
        counts: { create: 1200, skip: 3, problem: 1, rows: 1204 },
        partial: false,
        total: 1204,
        new: { source: ["Radio"] },
        preview: [
            { number: 2, cells: ["Ngo", "699001122"], action: "create", known: "", notes: [] },
            {
                number: 3,
                cells: ["Kalla", "12"],
                action: "problem",
                known: "",
                notes: [{ place: 1, text: "Too few digits.", kind: "danger" }],
            },
        ],
        problems: [],
    },
};
const DONE = {
    ...DRAFT,
    state: "done",
    summary: false,
    row_count: 1204,
    created_count: 1200,
    updated_count: 0,
    skipped_count: 3,
    problem_count: 1,
    has_errors: true,
    error_name: "fair - to correct.xlsx",
    duration: 1.2,
};

async function openImport(record = false) {
    onRpc("kms.lead.import", "load_screen", () => ({
        import: record,
        recent: [],
        keys: KEYS,
        max_bytes: 1000,
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.lead_import",
    });
}

test("a dropped file shows what would be imported and what is wrong", async () => {
    onRpc("kms.lead.import", "drop_file", ({ args }) => {
        expect.step(args);
        return DRAFT;
    });
    await openImport();
    await setInputFilesOn(new File(["Nom"], "fair.csv", { type: "text/csv" }));
    await waitFor(".o_kms_import_start");
    expect.verifySteps([["fair.csv", btoa("Nom")]]);
    expect(".o_kms_import_start").toHaveText("Import 1,200 leads");
    expect(queryAllTexts(".o_kms_import_count b")).toEqual(["1,200", "3", "1"]);
    expect("td.table-danger").toHaveText("12");
    expect(".o_kms_import_problems").toHaveText(/Row 3 · Tel: Too few digits./);
    expect(".o_kms_import_go").toHaveText(/Radio/);
});

test("a file that is too big is not sent", async () => {
    onRpc("kms.lead.import", "drop_file", () => expect.step("sent"));
    await openImport();
    await setInputFilesOn(new File(["x".repeat(1001)], "big.csv"));
    await waitFor(".o_notification");
    expect.verifySteps([]);
});

test("a refused file leaves the place to drop another", async () => {
    expect.errors(1);
    onRpc("kms.lead.import", "drop_file", () => {
        throw makeServerError({ message: "This file is empty." });
    });
    await openImport();
    await setInputFilesOn(new File([""], "empty.csv"));
    await animationFrame();
    await waitFor(".o_error_dialog, .modal");
    expect(".o_kms_import_drop").toHaveCount(1);
    expect.verifyErrors(["This file is empty."]);
});

test("a meaning chosen for one column leaves the other", async () => {
    onRpc("kms.lead.import", "set_columns", ({ args }) => {
        expect.step(args);
        return DRAFT;
    });
    await openImport(DRAFT);
    await click(".o_kms_import_table thead th:nth-child(3) select");
    await select("contact_name");
    await animationFrame();
    expect.verifySteps([[[7], ["", "contact_name"]]]);
});

test("progress, remaining time and the result", async () => {
    const answers = [
        { state: "queued", done: 0, total: 0, seconds: 0, cancelled: false },
        { state: "queued", done: 300, total: 1200, seconds: 10, cancelled: false },
        { state: "done", import: DONE },
    ];
    onRpc("kms.lead.import", "start", () => ({ ...DRAFT, state: "queued" }));
    onRpc("kms.lead.import", "read_progress", () => answers.shift());
    await openImport(DRAFT);
    await click(".o_kms_import_start");
    await animationFrame();
    expect(".o_kms_import_progress").toHaveText(/Waiting for its turn/);
    await advanceTime(1100);
    await advanceTime(1100);
    await animationFrame();
    expect(".progress-bar").toHaveText("25 %");
    expect(".o_kms_import_progress").toHaveText(/300 rows of 1,200/);
    expect(".o_kms_import_progress").toHaveText(/about 30 s left/);
    await advanceTime(1100);
    await animationFrame();
    expect(".o_kms_import_done").toHaveText(/1,200 new leads/);
    expect(".o_kms_import_errors").toHaveAttribute("href", /error_file/);
});

test("cancelling asks the server once", async () => {
    onRpc("kms.lead.import", "cancel", ({ args }) => {
        expect.step(args[0]);
        return { ...DRAFT, message: "Cancelled: nothing was imported." };
    });
    await openImport({ ...DRAFT, state: "queued" });
    await click(".o_kms_import_progress .btn-secondary");
    await animationFrame();
    expect.verifySteps([[7]]);
    expect(".alert-warning").toHaveText("Cancelled: nothing was imported.");
});

async function setInputFilesOn(file) {
    await click(".o_kms_import_drop .btn-primary");
    await setInputFiles([file]);
    await animationFrame();
}
