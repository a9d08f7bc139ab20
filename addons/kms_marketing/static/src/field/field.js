import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const POSITION_OPTIONS = { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 };

/** The field salesperson's screen, made for a phone: today at a glance, a visit in one form. */
export class Field extends Component {
    static template = "kms_marketing.Field";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.data = useState({ visits: [], appointments: [], results: [], sectors: [] });
        this.state = useState({
            visit: null,
            position: null,
            located: "",
            saving: false,
            error: "",
        });
        onWillStart(async () =>
            Object.assign(this.data, await this.orm.call("kms.field", "load", []))
        );
    }

    time(date) {
        return formatDateTime(deserializeDateTime(date), { format: "HH:mm" });
    }

    resultLabel(result) {
        return Object.fromEntries(this.data.results)[result];
    }

    /** The moment and the place of a visit are those of the tap, not of the last word typed. */
    start() {
        const visit = { uuid: uuid(), client_date: new Date().toISOString() };
        this.state.visit = Object.assign(visit, {
            name: "",
            phone: "",
            need: "",
            action_taken: "",
        });
        Object.assign(visit, { result: false, next_step: "", next_date: "", sector_id: "" });
        Object.assign(this.state, { position: null, located: "searching", error: "" });
        this.locate(visit.uuid);
    }

    locate(visitUuid) {
        const isCurrent = () => this.state.visit?.uuid === visitUuid;
        const geolocation = browser.navigator.geolocation;
        if (!geolocation) {
            this.state.located = "refused";
            return;
        }
        geolocation.getCurrentPosition(
            ({ coords: { latitude, longitude, accuracy } }) => {
                if (isCurrent()) {
                    this.state.position = { latitude, longitude, accuracy };
                    this.state.located = "found";
                }
            },
            () => {
                if (isCurrent()) {
                    this.state.located = "refused";
                }
            },
            POSITION_OPTIONS
        );
    }

    async save() {
        const { visit, position, saving } = this.state;
        if (saving) {
            return;
        }
        if (!visit.name.trim() || !visit.result) {
            this.state.error = _t("Write down the name and choose the result of the visit.");
            return;
        }
        Object.assign(this.state, { saving: true, error: "" });
        const values = { ...visit, sector_id: Number(visit.sector_id) || false, ...position };
        try {
            const today = await this.orm.call("kms.field", "register_visit", [values]);
            Object.assign(this.data, { visits: today.visits, appointments: today.appointments });
            this.state.visit = null;
            const message = position ? _t("Visit saved.") : _t("Visit saved without a position.");
            this.notification.add(message, { type: position ? "success" : "warning" });
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.error = _t(
                "The network is away. Nothing is lost: save again when it is back."
            );
        } finally {
            this.state.saving = false;
        }
    }

    open(model, id) {
        const views = [[false, "form"]];
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views,
        });
    }
}

registry.category("actions").add("kms_marketing.field", Field);
