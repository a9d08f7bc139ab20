import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { getDataURLFromFile, url } from "@web/core/utils/urls";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ImportDrop } from "./import_drop";
import { ImportPreview } from "./import_preview";
import { ImportProgress } from "./import_progress";

const MODEL = "kms.lead.import";
const POLL_DELAY = 1000;

/** A file of leads from the drop to the result; the server does the work in the background. */
export class LeadImport extends Component {
    static template = "kms_marketing.LeadImport";
    static components = { ImportDrop, ImportPreview, ImportProgress, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({
            record: false,
            recent: [],
            keys: [],
            busy: "",
            progress: { done: 0, total: 0, seconds: 0, cancelled: false },
            offline: false,
            // chosen, but not yet complete: one person, and the person is still to be named
            onePerson: false,
        });
        const { import_id: importId } = this.props.action.params || {};
        onWillStart(() => this.load(importId || false));
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    async load(importId) {
        const screen = await this.orm.call(MODEL, "load_screen", [importId]);
        this.maxBytes = screen.max_bytes;
        Object.assign(this.state, { recent: screen.recent, keys: screen.keys });
        this.show(screen.import);
    }

    show(record) {
        this.state.record = record;
        browser.clearTimeout(this.timer);
        if (record && record.state === "queued") {
            this.timer = browser.setTimeout(() => this.poll(), POLL_DELAY);
        }
    }

    get counts() {
        const { create = 0, update = 0, skip = 0, problem = 0 } = this.state.record.summary.counts;
        return { create, update, skip, problem, all: create + update };
    }

    get total() {
        return this.state.record.summary.total;
    }

    number(value) {
        return formatInteger(value);
    }

    /** What the primary button says: how many leads one click brings. */
    get importLabel() {
        if (this.state.record.summary.partial) {
            return _t("Import the file");
        }
        return _t("Import %s leads", this.number(this.counts.all));
    }

    get newNames() {
        return Object.values(this.state.record.summary.new).flat();
    }

    async drop(file) {
        if (file.size > this.maxBytes) {
            this.notification.add(_t("This file is too big: at most 30 MB."), { type: "danger" });
            return;
        }
        await this.work(_t("Reading the file..."), async () => {
            const dataUrl = await getDataURLFromFile(file);
            return this.orm.call(MODEL, "drop_file", [file.name, dataUrl.split(",")[1] || ""]);
        });
    }

    /** Run a call that answers with the import, and say what is being done meanwhile. */
    async work(label, call) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = label;
        try {
            this.show(await call());
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.notification.add(
                _t("The network is away. Nothing is lost: try again when it is back."),
                { type: "warning" }
            );
        } finally {
            this.state.busy = "";
        }
    }

    call(method, label, ...args) {
        const ids = [this.state.record.id];
        return this.work(label, () => this.orm.call(MODEL, method, [ids, ...args]));
    }

    setColumns(keys) {
        return this.call("set_columns", _t("Looking through the file..."), keys);
    }

    setOption(name, value) {
        const label = name === "known_policy" ? _t("Looking through the file...") : _t("Saving...");
        return this.call("set_options", label, { [name]: value });
    }

    get assign() {
        return this.state.onePerson ? "one" : this.state.record.assign;
    }

    async setAssign(assign) {
        const { user } = this.state.record;
        this.state.onePerson = assign === "one" && !user;
        if (!this.state.onePerson) {
            await this.call("set_options", _t("Saving..."), { assign });
        }
    }

    async setPerson(id) {
        if (id) {
            await this.call("set_options", _t("Saving..."), { assign: "one", user_id: id });
            this.state.onePerson = false;
        }
    }

    start() {
        Object.assign(this.state.progress, { done: 0, total: 0, seconds: 0, cancelled: false });
        return this.call("start", _t("Starting..."));
    }

    cancel() {
        this.state.progress.cancelled = true;
        return this.call("cancel", _t("Cancelling..."));
    }

    async poll() {
        const ids = [this.state.record.id];
        try {
            const answer = await this.orm.silent.call(MODEL, "read_progress", [ids]);
            this.state.offline = false;
            if (answer.state === "queued") {
                Object.assign(this.state.progress, answer);
            } else {
                this.show(answer.import);
                return;
            }
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.offline = true;
        }
        this.timer = browser.setTimeout(() => this.poll(), POLL_DELAY);
    }

    async another() {
        await this.load(0);
        this.show(false);
    }

    async open(method) {
        this.action.doAction(await this.orm.call(MODEL, method, [[this.state.record.id]]));
    }

    openHistory() {
        this.action.doAction("kms_marketing.kms_lead_import_action");
    }

    get errorUrl() {
        const { id, error_name: filename } = this.state.record;
        const params = { model: MODEL, id, field: "error_file", filename, download: true };
        return url("/web/content", params);
    }
}

registry.category("actions").add("kms_marketing.lead_import", LeadImport, { force: true });
