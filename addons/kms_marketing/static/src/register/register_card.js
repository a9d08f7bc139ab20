import { Component } from "@odoo/owl";

/** One register of a day: figures, what is odd, who signed it off, what can be done. */
export class RegisterCard extends Component {
    static template = "kms_marketing.RegisterCard";
    static props = {
        register: {
            type: Object,
            shape: {
                id: Number,
                number: Number,
                mark: String,
                name: String,
                count: Number,
                totals: Array,
                checks: Array,
                closing: [Object, Boolean],
            },
        },
        canReopen: Boolean,
        saving: Boolean,
        onSignOff: Function,
        onReopen: Function,
        onOpen: Function,
        onPrint: Function,
        onExport: Function,
        onHistory: Function,
    };

    get closed() {
        return this.props.register.closing?.state === "closed";
    }
}
