import { OutboxStatus } from "@kms_base/outbox/outbox_status";
import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { locate } from "./position";
import { resultIcon } from "./results";
import { FieldRound } from "./round";
import { VisitForm } from "./visit_form";

/** The field salesperson's day on a phone; what is done here waits in the outbox for the network. */
export class Field extends Component {
    static template = "kms_marketing.Field";
    static components = { FieldRound, OutboxStatus, VisitForm };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.outbox = useService("kms_outbox");
        this.resultIcon = resultIcon;
        this.queue = useState(this.outbox.state);
        this.data = useState({
            visits: [],
            appointments: [],
            results: [],
            sectors: [],
            round: false,
        });
        this.state = useState({ visiting: false, prospect: null });
        const onSent = ({ detail }) => this.onSent(detail.result);
        this.outbox.bus.addEventListener("sent", onSent);
        onWillUnmount(() => this.outbox.bus.removeEventListener("sent", onSent));
        onWillStart(async () => {
            const load = () => this.orm.call("kms.field", "load", []);
            Object.assign(this.data, await this.outbox.read(load));
        });
    }

    // ------------------------------------------------------------
    // WHAT IS SHOWN: the server's word, and over it what still waits to be sent
    // ------------------------------------------------------------

    get results() {
        return Object.fromEntries(this.data.results);
    }

    get waiting() {
        return this.queue.items.filter((item) => item.info);
    }

    get waitingVisits() {
        return this.waiting.filter((item) => item.method === "register_visit");
    }

    get visits() {
        const waiting = new Set(this.waitingVisits.map((item) => item.key));
        return this.data.visits.filter((visit) => !waiting.has(visit.uuid));
    }

    get stops() {
        return this.data.round.stops.map((stop) => ({ ...stop, ...this.stopOverlay(stop) }));
    }

    stopOverlay(stop) {
        const skip = this.waiting.findLast((item) => item.info.stop_id === stop.id);
        const visit = this.waitingVisits.findLast((item) => item.info.lead_id === stop.lead_id);
        if (visit) {
            const { result } = visit.info;
            const state = result ? "done" : "here";
            return { state, result, uuid: visit.key, check_in: visit.info };
        }
        return skip ? { state: skip.info.state } : {};
    }

    get appointments() {
        return this.data.appointments.map((event) => {
            const change = this.waiting.findLast((item) => item.info.event_id === event.id);
            return change ? { ...event, state: change.info.state } : event;
        });
    }

    time(date) {
        return formatDateTime(deserializeDateTime(date), { format: "HH:mm" });
    }

    localTime(date) {
        return formatDateTime(luxon.DateTime.fromISO(date), { format: "HH:mm" });
    }

    // ------------------------------------------------------------
    // WHAT IS DONE
    // ------------------------------------------------------------

    async onSent(result) {
        if (result && result.visits) {
            Object.assign(this.data, {
                visits: result.visits,
                appointments: result.appointments,
                round: result.round,
            });
        } else {
            await this.refresh();
        }
    }

    async refresh() {
        try {
            const refresh = () => this.orm.silent.call("kms.field", "refresh", []);
            Object.assign(this.data, await this.outbox.read(refresh));
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    visit(prospect = null) {
        Object.assign(this.state, { visiting: true, prospect });
    }

    /** A visit that was checked in at is completed, any other one is opened. */
    openVisit(visit) {
        if (visit.result) {
            this.open("kms.field.visit", visit.id);
        } else {
            this.visit({ ...visit, sector_id: false });
        }
    }

    completeWaiting({ key, info }) {
        this.visit({ lead_id: info.lead_id, name: info.name, uuid: key, check_in: info });
    }

    skip(stop, skipped) {
        return this.outbox.push({
            key: `stop:${stop.id}`,
            model: "kms.field.stop",
            method: skipped ? "action_skip" : "action_reopen",
            args: [[stop.id]],
            label: _t("Round: %(name)s", { name: stop.name }),
            info: { stop_id: stop.id, state: skipped ? "skipped" : "todo" },
        });
    }

    async sort() {
        const position = await locate();
        try {
            await this.orm.call("kms.field.round", "sort_round", [this.data.round.id, position]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.notification.add(_t("The network is away. The order stays as it is."), {
                type: "warning",
            });
        }
        await this.refresh();
    }

    setAppointment(event, method, state) {
        return this.outbox.push({
            key: `event:${event.id}`,
            model: "calendar.event",
            method,
            args: [[event.id]],
            label: _t("Appointment: %(name)s", { name: event.name }),
            info: { event_id: event.id, state },
        });
    }

    async postpone(event) {
        const action = await this.orm.call("calendar.event", "action_kms_postpone", [[event.id]]);
        this.action.doAction(action, { onClose: () => this.refresh() });
    }

    openMap() {
        this.action.doAction("kms_marketing.kms_field_map_action");
    }

    open(model, id) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("kms_marketing.field", Field, { force: true });
