import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const PACE = {
    calls: 12,
    answered: 4,
    interested: 2,
    appointments: 1,
    an_hour: 44,
    answer_rate: 33,
    conversion: false,
    talk_share: 61,
    mean_talk: false,
};
const CAMPAIGN = {
    id: 1,
    name: "Inactive customers",
    prospect: 100,
    called: 23,
    interested: 8,
    callback: 12,
    no: 3,
    refused: 0,
};

async function openWall() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "kms_call_session.wall",
    });
}

test("today's figures, shares only where there are enough cases", async () => {
    onRpc("kms.call.wall", "load", () => ({
        company: "KMS",
        total: PACE,
        sellers: [{ id: 7, name: "Paul", ...PACE, calls: 9 }],
        campaigns: [CAMPAIGN],
    }));
    await openWall();
    expect(queryAllTexts(".o_kms_wall_value")).toEqual(["12", "44", "4", "2", "1", "61"]);
    expect(queryAllTexts(".o_kms_wall_figure .o_kms_wall_detail")).toEqual([
        "4 of 12, 33 %",
        "2 of 4",
    ]);
    expect(queryAllTexts(".o_kms_wall_table tbody td")).toEqual(["Paul", "2", "9", "44", "4"]);
    expect(".o_kms_wall_bar .progress").toHaveAttribute("aria-valuenow", "23");
});

test("refreshes itself, and keeps what it has without network", async () => {
    let calls = 1;
    onRpc("kms.call.wall", "load", () => {
        if (calls === 3) {
            throw new Error("no line");
        }
        return {
            company: "KMS",
            total: { ...PACE, calls: calls++ },
            sellers: [],
            campaigns: [],
        };
    });
    await openWall();
    expect(queryAllTexts(".o_kms_wall_value")[0]).toBe("1");
    expect("p.o_kms_wall_detail").toHaveText("No call yet today.");
    await advanceTime(15_000);
    await animationFrame();
    expect(queryAllTexts(".o_kms_wall_value")[0]).toBe("2");
    await advanceTime(15_000);
    await animationFrame();
    expect(queryAllTexts(".o_kms_wall_value")[0]).toBe("2");
    expect(".o_kms_wall_clock").toHaveText(/No network/);
});
