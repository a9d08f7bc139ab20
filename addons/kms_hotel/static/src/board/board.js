import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { BoardDay } from "./board_day";
import { BoardGrid } from "./board_grid";
import { BoardRail } from "./board_rail";
import { BoardSearch } from "./board_search";
import { addDays } from "./geometry";

/** The planning board: the concierge's day on one screen. */
export class Board extends Component {
    static template = "kms_hotel.Board";
    static components = { BoardDay, BoardGrid, BoardRail, BoardSearch };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.state = useState({ board: null, start: false, days: 31, type: 0, column: 0 });
        Object.assign(this.state, { offset: 0, asGrid: false });
        onWillStart(async () => {
            await this.load();
            this.state.column = 3;
        });
    }

    /** Load the window; the rail only after what may have changed it. */
    async load(withRail = true) {
        const { start, days, type, offset } = this.state;
        const board = await this.orm.call("kms.hotel.board", "load", [
            start,
            days,
            Number(type) || false,
            offset,
            withRail,
        ]);
        board.rail ||= this.state.board.rail;
        this.state.board = board;
        this.state.start = board.start;
    }

    /** A phone opens on the day; the grid of days is one tap away. */
    get isDay() {
        return this.ui.isSmall && !this.state.asGrid;
    }

    get lastOfPage() {
        const { offset, rooms } = this.state.board;
        return offset + rooms.length;
    }

    async turn(pages) {
        this.state.offset = Math.max(this.state.offset + pages * this.state.board.page, 0);
        await this.load(false);
    }

    dayOf(column) {
        return addDays(this.state.start, column);
    }

    async shift(days) {
        this.state.start = addDays(this.state.start, days);
        await this.load(false);
    }

    async toToday() {
        this.state.start = addDays(this.state.board.today, -3);
        this.state.column = 3;
        await this.load();
    }

    async step(days) {
        const column = this.state.column + days;
        if (column < 0 || column >= this.state.board.days) {
            this.state.start = addDays(this.state.start, days * 7);
            await this.load(false);
            this.state.column = column - days * 7;
        } else {
            this.state.column = column;
        }
    }

    async onType(ev) {
        this.state.type = ev.target.value;
        this.state.offset = 0;
        await this.load(false);
    }

    // ------------------------------------------------------------
    // WHAT IS DONE
    // ------------------------------------------------------------

    open(id) {
        this.dialog.add(
            FormViewDialog,
            { resModel: "kms.reservation", resId: id, title: _t("Reservation") },
            { onClose: () => this.load() }
        );
    }

    book({ room, checkin, checkout, guests }) {
        this.dialog.add(
            FormViewDialog,
            {
                resModel: "kms.reservation",
                title: _t("New reservation"),
                context: {
                    default_room_id: room,
                    kms_checkin: checkin,
                    kms_checkout: checkout,
                    default_adults: guests || 1,
                },
            },
            { onClose: () => this.load() }
        );
    }

    bookAt({ room, first, nights }) {
        this.book({ room, checkin: this.dayOf(first), checkout: this.dayOf(first + nights) });
    }

    async call(model, method, args) {
        try {
            return await this.orm.call(model, method, args);
        } finally {
            await this.load();
        }
    }

    async move(id, { room, first, nights }) {
        const bars = this.state.board.bars.filter((bar) => bar[0] === id);
        const days = [this.dayOf(first), this.dayOf(first + nights)];
        // A day use begins and ends on the same day.
        const last = bars[0]?.[6] === "hour" ? days[0] : days[1];
        await this.call("kms.hotel.board", "move", [id, room, days[0], last]);
    }

    async checkIn(id) {
        await this.call("kms.reservation", "action_check_in", [[id]]);
    }

    async checkOut(id) {
        const action = await this.orm.call("kms.reservation", "action_open_checkout", [[id]]);
        action.views = [[false, "form"]];
        await this.action.doAction(action, { onClose: () => this.load() });
    }

    async clean(id) {
        await this.call("kms.room", "action_next_state", [[id]]);
    }
}

registry.category("actions").add("kms_hotel.board", Board, { force: true });
