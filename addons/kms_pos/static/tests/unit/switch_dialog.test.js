import { describe, expect, test } from "@odoo/hoot";
import { click, fill, press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

import { SwitchDialog } from "@kms_pos/app/switch/switch_dialog";

describe.current.tags("desktop");

definePosModels();

const CASHIERS = [
    { id: 1, name: "Awa", kind: "pin" },
    { id: 2, name: "Bello", kind: "pin" },
    { id: 3, name: "Chantal", kind: "password" },
];

async function mount(attempt) {
    await setupPosEnv();
    await mountWithCleanup(SwitchDialog, {
        props: { cashiers: CASHIERS, current: 1, attempt, close: () => expect.step("close") },
    });
}

test("the others are offered, and asked for what they have", async () => {
    await mount(() => ({ uid: 3 }));
    expect(queryAllTexts(".o_kms_switch button")).toEqual(["Bello", "Chantal"]);
    await click(".o_kms_switch button:last");
    await animationFrame();
    expect(queryOne("input").inputMode).toBe("text");
    expect("input").toBeFocused();
});

test("a wrong PIN says so and asks again, at last for the password", async () => {
    const answers = [
        { error: "Wrong", kind: "pin" },
        { error: "Wrong", kind: "password" },
    ];
    await mount((id, secret) => {
        expect.step(`${id} ${secret}`);
        return answers.shift() || { uid: id };
    });
    await click(".o_kms_switch button:first");
    await animationFrame();
    for (const kind of ["numeric", "text"]) {
        await fill("1234");
        await press("Enter");
        await animationFrame();
        expect(".text-danger").toHaveText("Wrong");
        expect(queryOne("input").value).toBe("");
        expect(queryOne("input").inputMode).toBe(kind);
    }
    await fill("secret");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["2 1234", "2 1234", "2 secret"]);
    expect(".text-danger").toHaveCount(0);
});
