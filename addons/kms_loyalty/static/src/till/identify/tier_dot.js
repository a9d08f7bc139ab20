import { Component } from "@odoo/owl";

/** The tier of a customer: its colour as a dot, and always its name. */
export class TierDot extends Component {
    static template = "kms_loyalty.TierDot";
    static props = {
        name: String,
        color: { type: String, optional: true },
    };
    static defaultProps = { color: "" };

    get style() {
        return /^#[0-9A-F]{6}$/i.test(this.props.color) ? `color: ${this.props.color}` : "";
    }
}
