import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { shrinkPhoto } from "./photo";
import { locate } from "./position";
import { resultIcon } from "./results";

/**
 * One visit. The moment and the place are those of the tap that opened it, and the tap on a result
 * saves it. At a known prospect the check-in is on its way before anything is typed.
 */
export class VisitForm extends Component {
    static template = "kms_marketing.VisitForm";
    static components = { DateTimeInput };
    static props = {
        results: Array,
        sectors: Array,
        prospect: { type: Object, optional: true },
        onClose: Function,
    };

    setup() {
        this.outbox = useService("kms_outbox");
        this.notification = useService("notification");
        this.resultIcon = resultIcon;
        this.nameRef = useRef("name");
        this.days = [
            { label: _t("Tomorrow"), days: 1 },
            { label: _t("In 3 days"), days: 3 },
            { label: _t("In a week"), days: 7 },
        ];
        const known = this.props.prospect || {};
        this.visit = useState({
            uuid: known.uuid || uuid(),
            lead_id: known.lead_id || false,
            client_date: known.check_in?.date || new Date().toISOString(),
            name: known.name || "",
            phone: known.phone || "",
            sector_id: known.sector_id ? String(known.sector_id) : "",
            need: "",
            action_taken: "",
            next_step: "",
        });
        this.state = useState({
            position: known.check_in?.position || null,
            located: known.uuid ? "before" : "searching",
            nextDate: false,
            photo: "",
            saving: false,
            error: "",
        });
        // Where the salesperson stands when completing a visit says nothing about the visit.
        this.locating = known.uuid ? Promise.resolve() : this.begin();
        onMounted(() => this.nameRef.el?.focus());
    }

    get isKnown() {
        return Boolean(this.visit.lead_id);
    }

    async begin() {
        const position = await locate();
        this.state.position = position;
        this.state.located = position ? "found" : "refused";
        if (this.isKnown && !this.state.saving) {
            await this.push(false);
        }
    }

    nextDay(days) {
        this.state.nextDate = today().plus({ days });
    }

    async takePhoto(ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (!file) {
            return;
        }
        try {
            this.state.photo = await shrinkPhoto(file);
            this.state.error = "";
        } catch {
            this.state.error = _t("This file is not a picture. Take the photo again.");
        }
    }

    async save(result) {
        if (this.state.saving) {
            return;
        }
        if (!this.visit.name.trim()) {
            this.state.error = _t("Write down the name of the prospect.");
            this.nameRef.el?.focus();
            return;
        }
        Object.assign(this.state, { saving: true, error: "" });
        // The phone may still be looking for satellites; it gives up by itself.
        await this.locating;
        await this.push(result);
        if (this.state.located === "refused") {
            this.notification.add(_t("Visit saved without a position."), { type: "warning" });
        }
        this.props.onClose();
    }

    /** The same identifier for the check-in and for what came of it: one visit. */
    push(result) {
        const { name, lead_id, client_date, uuid: key } = this.visit;
        const position = this.state.position && { ...this.state.position };
        const values = {
            ...this.visit,
            ...position,
            name: name.trim(),
            result,
            sector_id: Number(this.visit.sector_id) || false,
            next_date: this.state.nextDate ? serializeDate(this.state.nextDate) : false,
            photo: this.state.photo,
        };
        return this.outbox.push({
            key,
            model: "kms.field",
            method: "register_visit",
            args: [values],
            label: _t("Visit: %(name)s", { name: values.name }),
            info: { name: values.name, lead_id, result, date: client_date, position },
        });
    }
}
