import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";

/** Who waits at the cash desk; a tap opens the student. */
export class FeeQueue extends Component {
    static template = "kms_formation.FeeQueue";
    static props = {
        students: {
            type: Array,
            element: {
                type: Object,
                shape: { id: Number, name: String, course: String, since: String },
            },
        },
        open: Function,
        leave: Function,
    };

    since(student) {
        return deserializeDateTime(student.since).toLocaleString({
            hour: "2-digit",
            minute: "2-digit",
        });
    }
}
