import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { clock, short } from "../quick/call_time";

/** Two calls to one person, side by side: the seller says which one counts. */
export class ConflictDialog extends Component {
    static template = "kms_call_session.ConflictDialog";
    static components = { Dialog };
    static props = { conflict: Object, text: String, close: Function };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.clock = clock;
        this.short = short;
        this.state = useState({ busy: false });
    }

    get versions() {
        const { mine, theirs } = this.props.conflict;
        return [
            { ...mine, isMine: true },
            { ...theirs, isMine: false },
        ];
    }

    async chooseMine() {
        this.state.busy = true;
        try {
            const said = await this.orm.call("kms.call.conflict", "choose_mine", [
                this.props.conflict.uuid,
            ]);
            this.notification.add(said, { type: "success" });
        } finally {
            this.state.busy = false;
        }
        this.props.close();
    }
}
