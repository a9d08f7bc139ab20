import { Component } from "@odoo/owl";

/** One number that is read across a room. */
export class WallFigure extends Component {
    static template = "kms_call_session.WallFigure";
    static props = {
        label: String,
        value: [Number, Boolean],
        detail: { type: String, optional: true },
    };
}
