import { Component, onWillStart, useState } from "@odoo/owl";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "kms.certificate.screen";
// So many in one call: the bar moves, and a cut loses nothing.
const BATCH = 5;

/** Who may have a certificate and who may not, and why; those who may get them at once. */
export class Certificates extends Component {
    static template = "kms_formation.Certificates";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.data = useState({ title: "", kinds: [], students: [] });
        this.state = useState({ kind: "certificate", done: 0, total: 0 });
        onWillStart(() => this.load("certificate"));
    }

    get sessionId() {
        return this.props.action.context?.active_id || false;
    }

    async load(kind) {
        const data = await this.orm.call(MODEL, "load", [this.sessionId, kind]);
        Object.assign(this.data, data);
        this.state.kind = kind;
    }

    number(value) {
        return formatFloat(value, { digits: [6, 2], trailingZeros: false });
    }

    get ready() {
        return this.data.students.filter((one) => !one.number && !one.refusals.length);
    }

    get issued() {
        return this.data.students.filter((one) => one.number);
    }

    get percent() {
        return Math.round((100 * this.state.done) / this.state.total);
    }

    async issue() {
        const ids = this.ready.map((one) => one.id);
        Object.assign(this.state, { done: 0, total: ids.length });
        try {
            for (let start = 0; start < ids.length; start += BATCH) {
                const batch = ids.slice(start, start + BATCH);
                const args = [this.sessionId, this.state.kind, batch];
                const rows = await this.orm.silent.call(MODEL, "issue", args);
                rows.forEach((row) => this.replace(row));
                this.state.done += batch.length;
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.notification.add(
                _t("The network is away. What was issued is kept; issue the rest later."),
                { type: "warning" }
            );
        } finally {
            this.state.total = 0;
        }
    }

    replace(row) {
        const index = this.data.students.findIndex((one) => one.id === row.id);
        this.data.students[index] = row;
    }

    async print(rows) {
        const ids = rows.map((one) => one.certificate_id);
        await this.action.doAction(
            await this.orm.call("kms.certificate", "action_kms_print", [ids])
        );
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kms.certificate",
            res_id: row.certificate_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("kms_formation.certificates", Certificates, { force: true });
