import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * Minutes as people say them: "12 min", "2 h 05", "3 d".
 *
 * @param {number} minutes
 * @returns {string}
 */
export function formatWait(minutes) {
    if (minutes < HOUR) {
        return _t("%s min", minutes);
    }
    if (minutes < DAY) {
        const rest = String(minutes % HOUR).padStart(2, "0");
        return _t("%(hours)s h %(minutes)s", { hours: Math.floor(minutes / HOUR), minutes: rest });
    }
    return _t("%s d", Math.floor(minutes / DAY));
}

/** How long a lead waited, or has been waiting, for the first contact; red with a sign when late. */
export class TouchField extends Component {
    static template = "kms_marketing.TouchField";
    static props = { ...standardFieldProps };

    get late() {
        return this.props.record.data.kms_is_late;
    }

    get text() {
        return formatWait(this.props.record.data[this.props.name]);
    }

    get title() {
        if (this.props.record.data.kms_contact_date) {
            return this.late ? _t("Contacted too late") : _t("Contacted in time");
        }
        return this.late ? _t("Nobody has contacted this lead in time") : _t("Still waiting");
    }

    get icon() {
        if (this.late) {
            return "fa-exclamation-triangle";
        }
        return this.props.record.data.kms_contact_date ? "fa-check" : "fa-clock-o";
    }
}

export const touchField = {
    component: TouchField,
    displayName: _t("Time to first contact"),
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "kms_is_late", type: "boolean", readonly: true },
        { name: "kms_contact_date", type: "datetime", readonly: true },
    ],
};

registry.category("fields").add("kms_touch", touchField);
