import { Component } from "@odoo/owl";
import { MINUTES, stateIcon } from "./states";

/** One student of the class: four buttons for a thumb, and how late. */
export class StudentRow extends Component {
    static template = "kms_formation.StudentRow";
    static props = {
        student: Object,
        states: Array,
        mark: { type: Object, optional: true },
        waiting: Boolean,
        onMark: Function,
    };

    setup() {
        this.stateIcon = stateIcon;
        this.minutes = MINUTES;
    }

    get state() {
        return this.props.mark?.state;
    }
}
