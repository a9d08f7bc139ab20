import { Component, useRef, useState } from "@odoo/owl";
import { STATE_ICONS, applyDrag, dayColumns } from "./geometry";

/** Rooms down, days across; bars are dragged with a finger or the mouse. */
export class BoardGrid extends Component {
    static template = "kms_hotel.BoardGrid";
    static props = {
        board: Object,
        onOpen: Function,
        onMove: Function,
        onNew: Function,
    };

    setup() {
        this.icons = STATE_ICONS;
        this.body = useRef("body");
        this.state = useState({ drag: null });
    }

    get columns() {
        const { start, days, today } = this.props.board;
        return dayColumns(start, days, today);
    }

    /** Return the tint of today and of the weekends, painted once behind each lane. */
    get tint() {
        const share = 100 / this.props.board.days;
        const stops = [];
        this.columns.forEach((column, index) => {
            const name = column.today ? "today" : column.weekend ? "weekend" : "plain";
            const color = `var(--kms-tint-${name})`;
            stops.push(`${color} ${index * share}%`, `${color} ${(index + 1) * share}%`);
        });
        return `linear-gradient(to right, ${stops.join(", ")})`;
    }

    /** One pass over the bars, whatever the number of rooms. */
    get rows() {
        const { rooms, types, bars, closures } = this.props.board;
        const names = Object.fromEntries(types.map(([id, name]) => [id, name]));
        const rows = rooms.map(([id, name, type, floor, housekeeping]) => ({
            id,
            name,
            type: names[type],
            floor,
            housekeeping,
            bars: [],
            closures: [],
        }));
        const byId = new Map(rows.map((row) => [row.id, row]));
        for (const [id, room, first, nights, state, customer, stay] of bars) {
            byId.get(room)?.bars.push({ id, room, first, nights, state, customer, stay });
        }
        for (const [room, first, days, reason] of closures) {
            byId.get(room)?.closures.push({ first, days, reason });
        }
        return rows;
    }

    place(first, nights) {
        const { days } = this.props.board;
        const from = Math.max(first, 0);
        const until = Math.min(first + nights, days);
        return `left:${(100 * from) / days}%;width:${(100 * Math.max(until - from, 0)) / days}%`;
    }

    title(bar) {
        return `${bar.customer} · ${bar.nights}`;
    }

    get isDirty() {
        return Object.fromEntries(
            this.props.board.rooms.map((room) => [room[0], room[4] !== "inspected"])
        );
    }

    // ------------------------------------------------------------
    // GESTURES
    // ------------------------------------------------------------

    columnAt(ev) {
        const lane = this.body.el.querySelector(".o_kms_lane").getBoundingClientRect();
        const { days } = this.props.board;
        const column = Math.floor(((ev.clientX - lane.left) / lane.width) * days);
        return Math.min(Math.max(column, 0), days - 1);
    }

    rowAt(ev) {
        const lanes = [...this.body.el.querySelectorAll(".o_kms_lane")];
        const lane = lanes.find((one) => {
            const box = one.getBoundingClientRect();
            return ev.clientY >= box.top && ev.clientY < box.bottom;
        });
        return lane ? Number(lane.dataset.room) : null;
    }

    grab(ev, kind, bar) {
        if (ev.button) {
            return;
        }
        ev.stopPropagation();
        const column = this.columnAt(ev);
        this.state.drag = {
            kind,
            id: bar.id || false,
            room: bar.room,
            column,
            first: bar.id ? bar.first : column,
            nights: bar.nights || 1,
            target: { room: bar.room, first: bar.id ? bar.first : column, nights: bar.nights || 1 },
            moved: false,
        };
        this.body.el.setPointerCapture?.(ev.pointerId);
    }

    drag(ev) {
        const drag = this.state.drag;
        if (!drag) {
            return;
        }
        const room = (drag.kind === "move" && this.rowAt(ev)) || drag.room;
        const target = { room, ...applyDrag(drag, this.columnAt(ev)) };
        drag.moved ||=
            room !== drag.room || target.first !== drag.first || target.nights !== drag.nights;
        drag.target = target;
    }

    drop() {
        const drag = this.state.drag;
        this.state.drag = null;
        if (!drag) {
            return;
        }
        if (drag.kind === "new") {
            this.props.onNew(drag.target);
        } else if (drag.moved) {
            this.props.onMove(drag.id, drag.target);
        } else {
            this.props.onOpen(drag.id);
        }
    }

    cancel() {
        this.state.drag = null;
    }
}
