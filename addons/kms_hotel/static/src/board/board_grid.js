import { _t } from "@web/core/l10n/translation";
import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { STATE_ICONS, applyDrag, dayColumns } from "./geometry";

const LONG_PRESS = 300; // ms that a finger rests before it drags
const SLACK = 8; // px that a resting finger may wander

function distance(one, other) {
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}

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
        this.pressed = null;
        // Held back only while a bar is dragged, so that a finger scrolls the grid otherwise.
        const hold = (ev) => this.state.drag && ev.preventDefault();
        onMounted(() => this.body.el.addEventListener("touchmove", hold, { passive: false }));
        onWillUnmount(() => this.release());
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
        for (const [id, room, first, nights, state, customer, stay, paid] of bars) {
            byId.get(room)?.bars.push({ id, room, first, nights, state, customer, stay, paid });
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
        const { customer, nights, paid } = bar;
        return _t("%(customer)s, %(nights)s nights, %(paid)s % paid", { customer, nights, paid });
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

    /** A mouse drags at once; a finger that rests on a bar drags, one that moves scrolls. */
    grab(ev, kind, bar) {
        if (ev.button) {
            return;
        }
        ev.stopPropagation();
        this.release();
        if (ev.pointerType !== "touch") {
            this.start(ev, kind, bar);
            this.body.el.setPointerCapture?.(ev.pointerId);
            return;
        }
        const { clientX, clientY } = ev;
        const timer = setTimeout(() => {
            this.pressed = null;
            this.start({ clientX, clientY }, kind, bar);
        }, LONG_PRESS);
        this.pressed = { timer, clientX, clientY, bar };
    }

    release() {
        clearTimeout(this.pressed?.timer);
        this.pressed = null;
    }

    start(ev, kind, bar) {
        const column = this.columnAt(ev);
        const { room } = bar;
        const first = bar.id ? bar.first : column;
        const nights = bar.nights || 1;
        const target = { room, first, nights };
        this.state.drag = { ...target, kind, column, target, id: bar.id || false, moved: false };
    }

    drag(ev) {
        const drag = this.state.drag;
        if (!drag) {
            const { pressed } = this;
            if (pressed && distance(pressed, ev) > SLACK) {
                this.release();
            }
            return;
        }
        const room = (drag.kind === "move" && this.rowAt(ev)) || drag.room;
        const target = { room, ...applyDrag(drag, this.columnAt(ev)) };
        drag.moved ||=
            room !== drag.room || target.first !== drag.first || target.nights !== drag.nights;
        drag.target = target;
    }

    drop(ev) {
        const { drag } = this.state;
        const { pressed } = this;
        this.cancel();
        if (pressed) {
            this.tap(ev, pressed.bar);
        }
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

    /** A short touch opens a stay, or books the day that it fell on. */
    tap(ev, bar) {
        if (bar.id) {
            this.props.onOpen(bar.id);
        } else {
            this.props.onNew({ room: bar.room, first: this.columnAt(ev), nights: 1 });
        }
    }

    cancel() {
        this.release();
        this.state.drag = null;
    }
}
