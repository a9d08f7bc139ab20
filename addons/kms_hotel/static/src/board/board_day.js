import { Component } from "@odoo/owl";
import { STATE_ICONS, dayName } from "./geometry";

/** The board on a phone: one day, each room on a line. */
export class BoardDay extends Component {
    static template = "kms_hotel.BoardDay";
    static props = {
        board: Object,
        column: Number,
        day: String,
        onOpen: Function,
        onNew: Function,
        onStep: Function,
    };

    setup() {
        this.icons = STATE_ICONS;
        this.dayName = dayName;
    }

    get lines() {
        const { rooms, bars, closures } = this.props.board;
        const column = this.props.column;
        const covers = (first, days) => first <= column && column < first + days;
        const taken = new Map();
        for (const [id, room, first, nights, state, customer] of bars) {
            if (covers(first, nights)) {
                taken.set(room, { id, state, customer });
            }
        }
        const closed = new Map();
        for (const [room, first, days, reason] of closures) {
            if (covers(first, days)) {
                closed.set(room, reason);
            }
        }
        return rooms.map(([id, name, , , housekeeping]) => ({
            id,
            name,
            dirty: housekeeping !== "inspected",
            stay: taken.get(id),
            closed: closed.get(id),
        }));
    }
}
