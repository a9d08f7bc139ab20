import { formatInteger } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** Customers of each tier before and after a run, as two bars per tier. */
export class TierSplit extends Component {
    static template = "kms_loyalty.TierSplit";
    static props = { ...standardFieldProps };

    get lines() {
        const records = this.props.record.data[this.props.name].records;
        const most = Math.max(1, ...records.flatMap(({ data }) => [data.before, data.after]));
        return records.map(({ id, data }) => ({
            id,
            name: data.name,
            before: formatInteger(data.before),
            after: formatInteger(data.after),
            change: this.formatChange(data.after - data.before),
            beforeStyle: this.barStyle(data.before / most, data.color),
            afterStyle: this.barStyle(data.after / most, data.color),
        }));
    }

    formatChange(change) {
        return change > 0 ? `+${formatInteger(change)}` : formatInteger(change);
    }

    barStyle(share, color) {
        const safe = /^#[0-9A-F]{6}$/i.test(color || "") ? color : "#6C757D";
        return `width: ${(100 * share).toFixed(1)}%; background-color: ${safe}`;
    }
}

export const tierSplit = {
    component: TierSplit,
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "name", type: "char" },
        { name: "color", type: "char" },
        { name: "before", type: "integer" },
        { name: "after", type: "integer" },
    ],
};

registry.category("fields").add("kms_tier_split", tierSplit);
