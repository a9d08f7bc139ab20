import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { tomorrow, toServer } from "./call_time";

/** An appointment with its date filled in: one more click books it. */
export class AppointmentDialog extends Component {
    static template = "kms_call_session.AppointmentDialog";
    static components = { Dialog };
    static props = { model: String, id: Number, close: Function };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.uuid = uuid();
        this.state = useState({ date: tomorrow(), place: "showroom", busy: false });
    }

    async book() {
        const start = toServer(this.state.date);
        if (this.state.busy || !start) {
            return;
        }
        this.state.busy = true;
        const { model, id } = this.props;
        const { place } = this.state;
        try {
            const said = await this.orm.call("kms.quick.action", "plan", [
                { uuid: this.uuid, model, id, start, place },
            ]);
            this.notification.add(said, { type: "success" });
        } finally {
            this.state.busy = false;
        }
        this.props.close();
    }
}
