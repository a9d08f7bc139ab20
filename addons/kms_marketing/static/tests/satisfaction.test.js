import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, click, edit, queryAllTexts } from "@odoo/hoot-dom";
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

const SALE = {
    model: "sale.order",
    id: 7,
    date: "2026-06-30 09:31:00",
    name: "Mrs Kalla",
    document: "S00042",
};

async function openTablet(documents = [SALE]) {
    onRpc("kms.satisfaction.desk", "load", () => ({
        company: "The house",
        levels: [
            ["1", "Very unsatisfied"],
            ["2", "Unsatisfied"],
            ["3", "Fair"],
            ["4", "Satisfied"],
            ["5", "Very satisfied"],
        ],
        comment_limit: 1000,
        documents,
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_marketing.satisfaction_desk",
        target: "fullscreen",
    });
}

async function chooseSale() {
    await click(".o_kms_desk_choose");
    await animationFrame();
    await click(".o_kms_desk_document");
    await animationFrame();
}

test("the start shows nobody's name", async () => {
    await openTablet();
    expect(".o_kms_desk").not.toHaveText(/Kalla/);
    expect(".o_kms_desk_choose").toHaveCount(1);
});

test("five answers, each with a word and a figure, best first", async () => {
    await openTablet();
    await chooseSale();
    expect(queryAllTexts(".o_kms_level").map((text) => text.replace(/\s+/g, " "))).toEqual([
        "Very satisfied 5/5",
        "Satisfied 4/5",
        "Fair 3/5",
        "Unsatisfied 2/5",
        "Very unsatisfied 1/5",
    ]);
});

test("an answer is sent, thanked for, and the screen goes back by itself", async () => {
    onRpc("kms.satisfaction.desk", "answer", ({ args }) => {
        expect(args[0]).toEqual({
            model: "sale.order",
            id: 7,
            rating: 4,
            comment: "Quick",
        });
        expect.step("answered");
        return true;
    });
    await openTablet();
    await chooseSale();
    await click(".o_kms_level:nth-child(2)");
    await animationFrame();
    expect(".o_kms_level:nth-child(2)").toHaveAttribute("aria-checked", "true");
    expect(".o_kms_level .fa-check").toHaveCount(1);
    await click("#kms_desk_comment");
    await edit("Quick");
    await click(".o_kms_desk_send");
    await animationFrame();
    expect.verifySteps(["answered"]);
    expect(".o_kms_desk_thanks").toHaveCount(1);
    await advanceTime(6000);
    await animationFrame();
    expect(".o_kms_desk_choose").toHaveCount(1);
});

test("without an answer nothing is sent", async () => {
    onRpc("kms.satisfaction.desk", "answer", () => expect.step("answered"));
    await openTablet();
    await chooseSale();
    await click(".o_kms_desk_send");
    await animationFrame();
    expect.verifySteps([]);
    expect("[role=alert]").toHaveText("Choose one of the five answers.");
});

test("who walks away leaves no name on the screen", async () => {
    await openTablet();
    await chooseSale();
    expect(".o_kms_desk").toHaveText(/Kalla/);
    await advanceTime(90000);
    await animationFrame();
    expect(".o_kms_desk").not.toHaveText(/Kalla/);
});

test("a refusal keeps the answer on the screen", async () => {
    onRpc("kms.satisfaction.desk", "answer", () => {
        throw makeServerError({ message: "Only a confirmed sale can be rated." });
    });
    await openTablet();
    await chooseSale();
    await click(".o_kms_level:nth-child(1)");
    await click(".o_kms_desk_send");
    await animationFrame();
    expect("[role=alert]").toHaveText("Only a confirmed sale can be rated.");
    expect(".o_kms_level[aria-checked=true]").toHaveCount(1);
});

test("a phone number finds an older sale", async () => {
    onRpc("kms.satisfaction.desk", "find", ({ args }) => {
        expect.step(args[0]);
        return [{ ...SALE, id: 3, name: "Mr Ewane" }];
    });
    await openTablet([]);
    await click(".o_kms_desk_choose");
    await animationFrame();
    expect(".o_kms_desk_empty").toHaveCount(1);
    await click("input[type=tel]");
    await edit("677451290");
    await click("button[type=submit]");
    await animationFrame();
    expect.verifySteps(["677451290"]);
    expect(".o_kms_desk_document").toHaveText(/Mr Ewane/);
});
