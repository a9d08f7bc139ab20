import { OutboxStatus } from "@kms_base/outbox/outbox_status";
import { Component, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { isMark } from "./mark";

const MODEL = "kms.mark.screen";
const SHORT = { digits: [6, 2], trailingZeros: false };

/** The marks of a session, students down and assessments across; each cell is kept as it is left. */
export class Marks extends Component {
    static template = "kms_formation.Marks";
    static components = { OutboxStatus };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.outbox = useService("kms_outbox");
        this.queue = useState(this.outbox.state);
        this.data = useState({ title: "", pass_mark: 0, assessments: [], students: [] });
        this.state = useState({ wrong: {} });
        this.grid = useRef("grid");
        const onSent = ({ detail }) => this.onSent(detail);
        this.outbox.bus.addEventListener("sent", onSent);
        onWillUnmount(() => this.outbox.bus.removeEventListener("sent", onSent));
        onWillStart(async () => {
            const load = () => this.orm.call(MODEL, "load", [this.sessionId]);
            Object.assign(this.data, await this.outbox.read(load));
        });
    }

    get sessionId() {
        return this.props.action.context?.active_id || false;
    }

    number(value) {
        return formatFloat(value, SHORT);
    }

    key(assessment, student) {
        return `mark:${assessment.id}:${student.id}`;
    }

    waiting(key) {
        return this.queue.items.findLast((item) => item.key === key && !item.error);
    }

    text(assessment, student) {
        const key = this.key(assessment, student);
        if (key in this.state.wrong) {
            return this.state.wrong[key];
        }
        const waiting = this.waiting(key);
        if (waiting) {
            return waiting.info.text;
        }
        const mark = student.marks[assessment.id];
        return mark ? (mark.absent ? _t("abs") : this.number(mark.value)) : "";
    }

    isPassed(student) {
        return student.average >= this.data.pass_mark;
    }

    change(assessment, student, ev) {
        const text = ev.target.value.trim();
        const key = this.key(assessment, student);
        if (!isMark(text, assessment.max)) {
            this.state.wrong[key] = text;
            return;
        }
        delete this.state.wrong[key];
        return this.outbox.push({
            key,
            model: MODEL,
            method: "save",
            args: [{ assessment_id: assessment.id, enrollment_id: student.id, text }],
            label: _t("Mark of %(student)s: %(mark)s", { student: student.name, mark: text }),
            info: { text },
        });
    }

    onSent({ item, result }) {
        if (item.model !== MODEL || !result) {
            return;
        }
        const student = this.data.students.find((one) => one.id === result.enrollment_id);
        if (student) {
            const { average, missing, graded } = result;
            student.marks[result.assessment_id] = result.mark;
            Object.assign(student, { average, missing, graded });
        }
    }

    /** Enter and the arrows go down a column, as marks lie on a pile. */
    move(row, column, ev) {
        const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const cell = this.grid.el.querySelector(`input[data-cell="${row + step}:${column}"]`);
        // Leaving the last cell keeps it as well.
        cell ? cell.focus() : ev.target.blur();
        cell?.select();
    }

    openSession() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kms.course.session",
            res_id: this.sessionId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("kms_formation.marks", Marks, { force: true });
