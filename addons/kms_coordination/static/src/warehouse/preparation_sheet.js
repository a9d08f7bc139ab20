import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { HandOver } from "./hand_over";

/** One order in the storekeeper's hand: its lines to tick or scan, one button for the next step. */
export class PreparationSheet extends Component {
    static template = "kms_coordination.PreparationSheet";
    static components = { HandOver };
    static props = {
        order: Object,
        reasons: Array,
        signature: Boolean,
        promise: String,
        step: Function,
        close: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.state = useState({
            code: "",
            short: null,
            quantity: 0,
            asking: "",
            reason: "",
            newDate: "",
            bay: this.props.order.bay,
            handingOver: false,
        });
        this.canScan = isBarcodeScannerSupported();
        this.heading = useRef("heading");
        useEffect(
            (heading) => heading?.focus(),
            () => [this.heading.el]
        );
        this.reason = useRef("reason");
        useEffect(
            (input) => input?.focus(),
            () => [this.reason.el]
        );
    }

    get order() {
        return this.props.order;
    }

    get allDone() {
        return this.order.lines.every((line) => line.picked || line.reason);
    }

    get isPreparing() {
        return this.order.state === "preparing";
    }

    setLine(line, quantity, reason = false) {
        const changed = { ...line, quantity, reason, picked: quantity > 0 };
        const lines = this.order.lines.map((other) => (other.id === line.id ? changed : other));
        this.state.short = null;
        return this.props.step(
            this.order,
            { lines },
            { step: "line", move_id: line.id, quantity, reason }
        );
    }

    tick(line) {
        if (this.isPreparing && !line.picked) {
            return this.setLine(line, line.asked);
        }
    }

    askShort(line) {
        Object.assign(this.state, { short: line.id, quantity: Math.max(line.asked - 1, 0) });
    }

    saveShort(line, reason) {
        const quantity = Number(this.state.quantity);
        if (!Number.isFinite(quantity) || quantity < 0 || quantity >= line.asked) {
            this.notification.add(_t("Type how many there are: fewer than asked for."), {
                type: "danger",
            });
            return;
        }
        return this.setLine(line, quantity, reason);
    }

    async scan() {
        let code;
        try {
            code = await scanBarcode(this.env);
        } catch {
            this.notification.add(_t("The camera cannot be used: type the code instead."), {
                type: "warning",
            });
            return;
        }
        this.readCode(code);
    }

    /** A code ticks the first line of its product that is still open. */
    readCode(code) {
        const wanted = code.trim().toUpperCase();
        this.state.code = "";
        if (!wanted) {
            return;
        }
        const lines = this.order.lines.filter((line) =>
            line.codes.some((known) => known.toUpperCase() === wanted)
        );
        const open = lines.find((line) => !line.picked);
        if (open) {
            this.tick(open);
            this.notification.add(open.product, { type: "success" });
        } else {
            const message = lines.length
                ? _t("This line is already ticked.")
                : _t("%s is not in this order: wrong article?", wanted);
            this.notification.add(message, { type: lines.length ? "info" : "danger" });
        }
    }

    start() {
        return this.props.step(this.order, { state: "preparing" }, { step: "start" });
    }

    ready() {
        const { bay } = this.state;
        return this.props.step(this.order, { state: "ready", bay }, { step: "ready", bay });
    }

    deliver(proof) {
        this.state.handingOver = false;
        return this.props.step(this.order, { state: "delivered" }, { step: "deliver", ...proof });
    }

    ask(step) {
        Object.assign(this.state, { asking: step, reason: "", newDate: "" });
    }

    answer() {
        const { asking: step, reason, newDate } = this.state;
        if (!reason.trim() || (step === "absent" && !newDate)) {
            this.notification.add(
                step === "absent"
                    ? _t("Write why, and choose the new date.")
                    : _t("Write in a few words why."),
                { type: "danger" }
            );
            return;
        }
        this.state.asking = "";
        if (step === "back") {
            const state = this.order.state === "ready" ? "preparing" : "waiting";
            return this.props.step(this.order, { state }, { step, reason });
        }
        const wanted = serializeDateTime(luxon.DateTime.fromISO(newDate));
        return this.props.step(
            this.order,
            { wanted, late: false },
            { step, reason, new_date: wanted }
        );
    }
}
