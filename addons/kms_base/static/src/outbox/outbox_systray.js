import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { OutboxStatus } from "./outbox_status";

/** The counter of what waits, on every screen. */
export class OutboxSystray extends Component {
    static template = "kms_base.OutboxSystray";
    static components = { Dropdown, OutboxStatus };
    static props = {};

    setup() {
        this.state = useState(useService("kms_outbox").state);
    }

    get hasRefusals() {
        return this.state.items.some((item) => item.error);
    }
}

registry.category("systray").add("kms_base.outbox", { Component: OutboxSystray }, { sequence: 95 });
