import { FirstSteps } from "@kms_base/first_steps/first_steps";
import { firstStepsService } from "@kms_base/first_steps/first_steps_service";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { EventBus } from "@odoo/owl";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

describe.current.tags("desktop");

defineMailModels();

const components = registry.category("main_components");
const KEY = "kms_base.first_steps";
const TIPS = [
    { id: 1, name: "Write", text: "The number first.", action: 7 },
    { id: 2, name: "Close", text: "At half past five.", action: false },
];

async function mountSteps(tips = TIPS) {
    await mountWithCleanup(FirstSteps, {
        props: {
            tips,
            close: () => expect.step("close"),
            putAway: () => expect.step("put away"),
            openScreen: (id) => expect.step(`open ${id}`),
        },
    });
    await animationFrame();
}

function startService(tips, calls = []) {
    const env = { bus: new EventBus() };
    const orm = {
        async call(model, method) {
            calls.push(method);
            return method === "my_tips" ? tips : undefined;
        },
    };
    orm.silent = orm;
    const notification = { add: () => expect.step("nothing to show") };
    const service = firstStepsService.start(env, { action: {}, notification, orm });
    return { env, service };
}

test("one tip at a time, its screen, and done at the end", async () => {
    await mountSteps();
    expect(".o_kms_first_steps h2").toHaveText("Write");
    expect(".o_kms_first_steps p").toHaveText("The number first.");
    expect(".o_kms_first_steps_count").toHaveText("1 of 2");
    expect(".o_kms_first_steps_text").toHaveAttribute("aria-live", "polite");
    await click(".o_kms_first_steps_open");
    expect.verifySteps(["open 7"]);
    await click(".o_kms_first_steps_next");
    await animationFrame();
    expect(".o_kms_first_steps h2").toHaveText("Close");
    expect(queryAllTexts(".o_kms_first_steps button.btn")).toEqual(["Done"]);
    await click(".o_kms_first_steps_next");
    expect.verifySteps(["put away"]);
});

test("put away, later, and Escape", async () => {
    await mountSteps();
    await click(".o_kms_first_steps_away");
    await click(".o_kms_first_steps .btn-close");
    await click(".o_kms_first_steps_next");
    await press("Escape");
    expect.verifySteps(["put away", "close", "close"]);
});

test("the keyboard goes to the card when no cursor waits elsewhere", async () => {
    document.activeElement?.blur();
    await mountSteps();
    expect(queryText(document.activeElement)).toBe("Next");
});

test("a cursor that waits goes on waiting", async () => {
    const input = document.createElement("input");
    document.body.append(input);
    input.focus();
    await mountSteps();
    expect(document.activeElement).toBe(input);
    input.remove();
});

test("the card comes with the first screen, once, and not before it", async () => {
    patchWithCleanup(session, { kms_first_steps: true });
    const calls = [];
    const { env } = startService(TIPS, calls);
    expect(calls).toEqual([]);
    env.bus.trigger("ACTION_MANAGER:UI-UPDATED", "current");
    env.bus.trigger("ACTION_MANAGER:UI-UPDATED", "current");
    await animationFrame();
    expect(calls).toEqual(["my_tips"]);
    const { props } = components.get(KEY);
    await props.props.putAway();
    expect(components.contains(KEY)).toBe(false);
    expect(calls).toEqual(["my_tips", "put_away"]);
    expect(session.kms_first_steps).toBe(false);
});

test("who has put them away asks nothing of the server, and finds them in the menu", async () => {
    patchWithCleanup(session, { kms_first_steps: undefined });
    const calls = [];
    const { env, service } = startService(TIPS, calls);
    env.bus.trigger("ACTION_MANAGER:UI-UPDATED", "current");
    await animationFrame();
    expect(calls).toEqual([]);
    await service.show();
    expect(components.contains(KEY)).toBe(true);
    // a screen that fills the display is for customers or for a wall
    env.bus.trigger("ACTION_MANAGER:UI-UPDATED", "fullscreen");
    expect(components.contains(KEY)).toBe(false);
});

test("a role without tips", async () => {
    const { service } = startService([]);
    await service.show();
    expect.verifySteps(["nothing to show"]);
    expect(components.contains(KEY)).toBe(false);
});
