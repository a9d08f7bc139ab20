import { Component, useRef, useState } from "@odoo/owl";

/** The place to drop a file, or to tap and choose one. */
export class ImportDrop extends Component {
    static template = "kms_marketing.ImportDrop";
    static props = { onDrop: Function, disabled: Boolean };

    setup() {
        this.input = useRef("input");
        this.state = useState({ over: false });
    }

    choose() {
        this.input.el.click();
    }

    take(files) {
        this.state.over = false;
        if (files.length && !this.props.disabled) {
            this.props.onDrop(files[0]);
        }
        this.input.el.value = "";
    }
}
