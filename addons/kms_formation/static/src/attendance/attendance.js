import { OutboxStatus } from "@kms_base/outbox/outbox_status";
import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { minutesLate, stateIcon } from "./states";
import { StudentRow } from "./student_row";

const MODEL = "kms.attendance.screen";

/** The roll of a class on a phone; what is tapped waits in the outbox for the network. */
export class Attendance extends Component {
    static template = "kms_formation.Attendance";
    static components = { OutboxStatus, StudentRow };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.outbox = useService("kms_outbox");
        this.stateIcon = stateIcon;
        this.queue = useState(this.outbox.state);
        this.data = useState({ states: [], title: "", slots: [], students: {}, marks: {} });
        this.state = useState({ slotId: false });
        // Taps of one screen come one after the other, whatever its clock says.
        this.device = uuid();
        const onSent = ({ detail }) => this.onSent(detail);
        this.outbox.bus.addEventListener("sent", onSent);
        onWillUnmount(() => this.outbox.bus.removeEventListener("sent", onSent));
        onWillStart(() => this.load());
    }

    get sessionId() {
        const { context, params } = this.props.action;
        return (params?.of_session && context?.active_id) || false;
    }

    async load() {
        const load = () => this.orm.call(MODEL, "load", [this.sessionId]);
        Object.assign(this.data, await this.outbox.read(load));
        if (!this.slot) {
            this.state.slotId = this.currentSlot()?.id || false;
        }
    }

    /** The class that is on, or the last one that began. */
    currentSlot() {
        const now = luxon.DateTime.now();
        const begun = this.data.slots.filter(
            (slot) => deserializeDateTime(slot.start_datetime) <= now.plus({ minutes: 30 })
        );
        return (this.sessionId ? begun[0] : begun.at(-1)) || this.data.slots[0];
    }

    // ------------------------------------------------------------
    // WHAT IS SHOWN: the server's word, and over it what still waits to be sent
    // ------------------------------------------------------------

    get slot() {
        return this.data.slots.find((slot) => slot.id === this.state.slotId);
    }

    get students() {
        return this.data.students[this.slot?.session_id] || [];
    }

    waitingMarks(slotId) {
        const items = this.queue.items.filter((item) => item.info?.slot_id === slotId);
        return Object.assign({}, ...items.filter((item) => !item.error).map((i) => i.info.marks));
    }

    marks(slotId) {
        return { ...this.data.marks[slotId], ...this.waitingMarks(slotId) };
    }

    /** How many of each state, and how many are still to be called. */
    get counts() {
        const marks = this.marks(this.slot.id);
        const counts = Object.fromEntries(this.data.states.map(([state]) => [state, 0]));
        const called = this.students.map((student) => marks[student.id]).filter(Boolean);
        called.forEach((mark) => counts[mark.state]++);
        return { ...counts, open: this.students.length - called.length };
    }

    openCount(slot) {
        const marks = this.marks(slot.id);
        const students = this.data.students[slot.session_id] || [];
        return students.filter((student) => !marks[student.id]).length;
    }

    day(slot) {
        return formatDate(deserializeDate(slot.date), { format: "ccc d LLL" });
    }

    // ------------------------------------------------------------
    // WHAT IS TAPPED
    // ------------------------------------------------------------

    mark(student, state, minutes) {
        const late = minutes || this.minutesNow();
        const mark = { state, minutes: state === "late" ? late : 0 };
        return this.push({ [student.id]: mark }, student.name, `${this.slot.id}:${student.id}`);
    }

    minutesNow() {
        return minutesLate(deserializeDateTime(this.slot.start_datetime), luxon.DateTime.now());
    }

    /** Who is still to be called and may enter; who may not is called by hand. */
    get others() {
        const known = this.marks(this.slot.id);
        return this.students.filter((one) => !known[one.id] && !one.refusal);
    }

    markOthersPresent() {
        const others = this.others;
        const present = { state: "present", minutes: 0 };
        const marks = Object.fromEntries(others.map((student) => [student.id, present]));
        return this.push(marks, _t("%(count)s present", { count: others.length }));
    }

    push(marks, label, key) {
        const { id, name } = this.slot;
        return this.outbox.push({
            key: key && `attendance:${key}`,
            model: MODEL,
            method: "mark",
            args: [
                {
                    uuid: uuid(),
                    device: this.device,
                    date: new Date().toISOString(),
                    slot_id: id,
                    marks: Object.entries(marks).map(([enrollment, mark]) => ({
                        enrollment_id: Number(enrollment),
                        ...mark,
                    })),
                },
            ],
            label: _t("Roll of %(class)s: %(who)s", { class: name, who: label }),
            info: { slot_id: id, marks },
        });
    }

    async onSent({ item, result }) {
        if (item.model === MODEL && result) {
            this.data.marks[result.slot_id] = result.marks;
        }
    }

    async reload() {
        try {
            await this.load();
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }
}

registry.category("actions").add("kms_formation.attendance", Attendance, { force: true });
