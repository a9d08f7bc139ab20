import { expect, test } from "@odoo/hoot";
import { lazyActions } from "@kms_base/lazy/lazy_actions";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";

import { assets } from "@web/core/assets";
import { registry } from "@web/core/registry";

const actions = registry.category("actions");
const action = { type: "ir.actions.client", tag: "kms_test.lazy" };

test("a screen's bundles come one after the other, then the action runs again", async () => {
    const screen = () => {};
    patchWithCleanup(assets, {
        async loadBundle(name) {
            expect.step(name);
            if (name === "kms_test.second") {
                actions.add("kms_test.lazy", screen, { force: true });
            }
        },
    });
    lazyActions(["kms_test.lazy"], "kms_test.first", "kms_test.second");
    expect(await actions.get("kms_test.lazy")({}, action)).toBe(action);
    expect.verifySteps(["kms_test.first", "kms_test.second"]);
    expect(actions.get("kms_test.lazy")).toBe(screen);
    actions.remove("kms_test.lazy");
});

test("a bundle without the screen is an error, not an endless round", async () => {
    patchWithCleanup(assets, { async loadBundle() {} });
    lazyActions(["kms_test.lazy"], "kms_test.empty");
    await expect(actions.get("kms_test.lazy")({}, action)).rejects.toThrow(/no action/);
    actions.remove("kms_test.lazy");
});

test("a screen that is there already stays", () => {
    const screen = () => {};
    actions.add("kms_test.lazy", screen);
    lazyActions(["kms_test.lazy"], "kms_test.first");
    expect(actions.get("kms_test.lazy")).toBe(screen);
    actions.remove("kms_test.lazy");
});
