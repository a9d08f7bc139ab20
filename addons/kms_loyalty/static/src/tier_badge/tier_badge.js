import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/** The tier of a customer: its colour as a dot, and always its name. */
export class TierBadge extends Component {
    static template = "kms_loyalty.TierBadge";
    static props = {
        ...standardFieldProps,
        colorField: { type: String, optional: true },
    };
    static defaultProps = { colorField: "color" };

    get name() {
        const value = this.props.record.data[this.props.name];
        return value ? (value.display_name ?? value) : "";
    }

    get style() {
        const color = this.props.record.data[this.props.colorField];
        return /^#[0-9A-F]{6}$/i.test(color || "") ? `color: ${color}` : "";
    }
}

export const tierBadge = {
    component: TierBadge,
    supportedTypes: ["many2one", "char"],
    extractProps: ({ options }) => ({ colorField: options.color_field }),
};

registry.category("fields").add("kms_tier_badge", tierBadge);
