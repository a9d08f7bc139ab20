import { Component } from "@odoo/owl";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0"];

/** Big keys for a phone number. */
export class PhonePad extends Component {
    static template = "kms_loyalty.PhonePad";
    static props = {
        onKey: Function,
        onErase: Function,
    };

    get keys() {
        return KEYS;
    }
}
