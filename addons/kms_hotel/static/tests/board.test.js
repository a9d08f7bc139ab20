import { addDays, applyDrag, dayColumns } from "@kms_hotel/board/geometry";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    manuallyDispatchProgrammaticEvent,
    queryAllTexts,
    queryFirst,
    queryOne,
    waitFor,
} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Reservation extends models.Model {
    _name = "kms.reservation";

    name = fields.Char();

    _records = [{ id: 7, name: "RES/7" }];
    _views = { form: `<form><field name="name" /></form>` };
}

defineMailModels();
defineModels([Reservation]);

const RAIL = { arrivals: [], in_house: [], departures: [], waiting: [], to_clean: [] };
const BOARD = {
    start: "2026-11-18",
    today: "2026-11-21",
    days: 10,
    offset: 0,
    page: 60,
    total: 2,
    types: [[1, "Standard", 2]],
    rooms: [
        [11, "101", 1, "1", "inspected"],
        [12, "102", 1, "1", "dirty"],
    ],
    bars: [[7, 11, 2, 3, "confirmed", "Mrs Ngo", "night", 40]],
    closures: [[12, 0, 2, "Paint"]],
    rail: RAIL,
};
const STAY = { id: 7, name: "Mrs Ngo", room: "101", state: "confirmed", ready: true };

async function openBoard(values = {}) {
    onRpc("kms.hotel.board", "load", () => ({ ...BOARD, ...values }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "kms_hotel.board" });
}

/** Drag from one column of a room to another column, of another room if told. */
async function drag(target, room, from, to, toRoom = room, { touch = false, rest = 0 } = {}) {
    const point = (id, column) => {
        const box = queryOne(`.o_kms_lane[data-room='${id}']`).getBoundingClientRect();
        return {
            clientX: box.left + (box.width * (column + 0.5)) / BOARD.days,
            clientY: box.top + box.height / 2,
        };
    };
    const fire = (type, where) =>
        manuallyDispatchProgrammaticEvent(where, type, {
            ...point(type === "pointerdown" ? room : toRoom, type === "pointerdown" ? from : to),
            button: 0,
            bubbles: true,
            pointerType: touch ? "touch" : "mouse",
        });
    await fire("pointerdown", queryFirst(target));
    await advanceTime(rest);
    await animationFrame();
    const grid = queryFirst(".o_kms_grid");
    await fire("pointermove", grid);
    await animationFrame();
    await fire("pointerup", grid);
    await animationFrame();
}

describe("geometry", () => {
    test("days and columns", () => {
        expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
        expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
        const columns = dayColumns("2026-11-20", 3, "2026-11-21");
        expect(columns.map((column) => column.weekend)).toEqual([false, true, true]);
        expect(columns.map((column) => column.today)).toEqual([false, true, false]);
    });

    test("a gesture", () => {
        const bar = { first: 2, nights: 3, column: 3 };
        expect(applyDrag({ ...bar, kind: "move" }, 5)).toEqual({ first: 4, nights: 3 });
        expect(applyDrag({ ...bar, kind: "end" }, 5)).toEqual({ first: 2, nights: 5 });
        expect(applyDrag({ ...bar, kind: "end" }, 0)).toEqual({ first: 2, nights: 1 });
        expect(applyDrag({ kind: "new", column: 5 }, 2)).toEqual({ first: 2, nights: 3 });
        expect(applyDrag({ kind: "new", column: 5 }, 5)).toEqual({ first: 5, nights: 1 });
    });
});

describe("desktop", () => {
    describe.current.tags("desktop");

    test("rooms, bars with their state in an icon, closures", async () => {
        await openBoard();
        expect(queryAllTexts(".o_kms_room_name b")).toEqual(["101", "102"]);
        expect(".o_kms_lane .o_kms_bar_confirmed .fa-check").toHaveCount(1);
        expect(".o_kms_lane .o_kms_bar_confirmed").toHaveText("Mrs Ngo");
        expect(".o_kms_closure").toHaveText("Paint");
        expect(".o_kms_room_name .fa-paint-brush").toHaveCount(1);
        const bar = queryOne(".o_kms_lane .o_kms_bar");
        expect(bar.style.left).toBe("20%");
        expect(bar.style.width).toBe("30%");
        expect(bar.style.getPropertyValue("--kms-paid")).toBe("40%");
        expect(bar).toHaveAttribute("title", "Mrs Ngo, 3 nights, 40 % paid");
    });

    test("dragging a bar moves the stay", async () => {
        await openBoard();
        onRpc("kms.hotel.board", "move", ({ args }) => {
            expect.step(args);
            return true;
        });
        await drag(".o_kms_lane .o_kms_bar", 11, 3, 5, 12);
        expect.verifySteps([[7, 12, "2026-11-22", "2026-11-25"]]);
    });

    test("dragging the edge stretches it", async () => {
        await openBoard();
        onRpc("kms.hotel.board", "move", ({ args }) => {
            expect.step(args);
            return true;
        });
        await drag(".o_kms_bar_end", 11, 4, 6);
        expect.verifySteps([[7, 11, "2026-11-20", "2026-11-25"]]);
    });

    test("a tap opens the stay, an empty drag books", async () => {
        await openBoard();
        await drag(".o_kms_lane .o_kms_bar", 11, 3, 3);
        await waitFor(".modal .o_form_view");
        await contains(".modal .btn-close").click();
        onRpc("kms.reservation", "onchange", ({ kwargs }) => {
            const { default_room_id, kms_checkin, kms_checkout } = kwargs.context;
            expect.step([default_room_id, kms_checkin, kms_checkout]);
        });
        await drag(".o_kms_lane[data-room='12']", 12, 4, 6);
        await waitFor(".modal .o_form_view");
        expect.verifySteps([[12, "2026-11-22", "2026-11-24"]]);
    });

    test("a finger that rests drags, one that moves scrolls, one that taps opens", async () => {
        await openBoard();
        onRpc("kms.hotel.board", "move", ({ args }) => {
            expect.step(args);
            return true;
        });
        const bar = ".o_kms_lane .o_kms_bar";
        await drag(bar, 11, 3, 5, 12, { touch: true });
        expect.verifySteps([]);
        await drag(bar, 11, 3, 5, 12, { touch: true, rest: 400 });
        expect.verifySteps([[7, 12, "2026-11-22", "2026-11-25"]]);
        await drag(bar, 11, 3, 3, 11, { touch: true });
        await waitFor(".modal .o_form_view");
    });

    test("more rooms than a page", async () => {
        await openBoard({ total: 130 });
        onRpc("kms.hotel.board", "load", ({ args }) => {
            expect.step(args[3]);
            return { ...BOARD, total: 130, offset: args[3], rail: false };
        });
        expect(".o_kms_pages").toHaveText("1-2 / 130");
        await contains(".o_kms_pages .fa-chevron-down").click();
        expect.verifySteps([60]);
        await contains(".o_kms_pages .fa-chevron-up").click();
        expect.verifySteps([0]);
    });

    test("money taken: the receipt is printed, the rating one tap away", async () => {
        await openBoard();
        onRpc("kms.reservation", "action_kms_ask_whatsapp", ({ args }) => {
            expect.step(args[0]);
            return { type: "ir.actions.act_window_close" };
        });
        await getService("action").doAction({
            type: "ir.actions.client",
            tag: "kms_hotel.money_done",
            params: { message: "Mrs Ngo has left.", receipt: false, rate: 7 },
        });
        await waitFor(".o_notification");
        expect(".o_notification").toHaveText(/Mrs Ngo has left\./);
        await contains(".o_notification_buttons button").click();
        expect.verifySteps([[7]]);
    });

    test("the rail checks in with one tap", async () => {
        await openBoard({ rail: { ...RAIL, arrivals: [STAY], to_clean: [[12, "102", "dirty"]] } });
        onRpc("kms.reservation", "action_check_in", ({ args }) => {
            expect.step(["check in", ...args]);
            return true;
        });
        onRpc("kms.room", "action_next_state", ({ args }) => {
            expect.step(["clean", ...args]);
            return true;
        });
        await contains(".o_kms_check_in").click();
        await contains(".o_kms_clean").click();
        expect.verifySteps([
            ["check in", [7]],
            ["clean", [12]],
        ]);
    });

    test("free rooms by dates, type and guests", async () => {
        await openBoard();
        onRpc("kms.room", "search_free", ({ args, kwargs }) => {
            expect.step([...args, kwargs.room_type_id, kwargs.guests]);
            return [{ id: 12, name: "102", type: "Standard" }];
        });
        await contains(".o_kms_guests").edit("2", { confirm: false });
        await contains(".o_kms_free button[type=submit]").click();
        await waitFor(".o_kms_free_room");
        expect.verifySteps([["2026-11-21", "2026-11-22", false, 2]]);
        expect(queryAllTexts(".o_kms_free_room")).toEqual(["102"]);
    });
});
