import { Component } from "@odoo/owl";
import { STATE_ICONS } from "./geometry";

/** Who comes, who is here, who leaves, what is to be cleaned. */
export class BoardRail extends Component {
    static template = "kms_hotel.BoardRail";
    static props = {
        rail: Object,
        onOpen: Function,
        onCheckIn: Function,
        onCheckOut: Function,
        onClean: Function,
    };

    setup() {
        this.icons = STATE_ICONS;
    }
}
