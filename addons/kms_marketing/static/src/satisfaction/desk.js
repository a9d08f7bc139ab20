import { Component, onWillDestroy, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SatisfactionLevels } from "./levels";

const THANKS_DELAY = 6000;
// Who walks away leaves no name on the screen.
const IDLE_DELAY = 90000;

/**
 * The tablet at the desk: the salesperson chooses the sale, the customer rates it, and the screen
 * goes back to its start by itself, where it shows nobody's name.
 */
export class SatisfactionDesk extends Component {
    static template = "kms_marketing.SatisfactionDesk";
    static components = { SatisfactionLevels };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.data = useState({ company: "", levels: [], documents: [], comment_limit: 0 });
        this.state = useState({ ...this.blank(), step: "start" });
        onWillDestroy(() => browser.clearTimeout(this.timer));
    }

    blank() {
        return {
            document: null,
            rating: 0,
            comment: "",
            phone: "",
            error: "",
            busy: false,
            found: null,
        };
    }

    /** Show a step; the steps that a customer may leave behind end by themselves. */
    go(step, values = {}) {
        Object.assign(this.state, { step, error: "", ...values });
        this.stayAwake();
    }

    stayAwake() {
        browser.clearTimeout(this.timer);
        const { step } = this.state;
        if (step !== "start") {
            const delay = step === "thanks" ? THANKS_DELAY : IDLE_DELAY;
            this.timer = browser.setTimeout(() => this.restart(), delay);
        }
    }

    restart() {
        this.data.documents = [];
        this.go("start", this.blank());
    }

    leave() {
        this.env.config.historyBack();
    }

    async ask(call) {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, error: "" });
        this.stayAwake();
        try {
            return await call();
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.state.error = _t("No network. Try again in a moment: nothing is lost.");
            } else if (error.data?.message) {
                this.state.error = error.data.message;
            } else {
                throw error;
            }
        } finally {
            this.state.busy = false;
        }
    }

    async choose() {
        await this.ask(async () => {
            Object.assign(this.data, await this.orm.call("kms.satisfaction.desk", "load", []));
            this.go("pick");
        });
    }

    async find() {
        await this.ask(async () => {
            const args = [this.state.phone];
            this.state.found = await this.orm.call("kms.satisfaction.desk", "find", args);
        });
    }

    get documents() {
        return this.state.found || this.data.documents;
    }

    get question() {
        const customer = this.state.document.name;
        return customer
            ? _t("%(customer)s, were you satisfied?", { customer })
            : _t("Were you satisfied?");
    }

    time(document) {
        const format = this.state.found ? "dd/MM HH:mm" : "HH:mm";
        return formatDateTime(deserializeDateTime(document.date), { format });
    }

    rate(document) {
        this.go("rate", { document, rating: 0, comment: "" });
    }

    setRating(rating) {
        this.state.rating = rating;
        this.state.error = "";
        this.stayAwake();
    }

    async send() {
        if (!this.state.rating) {
            this.state.error = _t("Choose one of the five answers.");
            return;
        }
        const { document, rating, comment } = this.state;
        await this.ask(async () => {
            await this.orm.call("kms.satisfaction.desk", "answer", [
                { model: document.model, id: document.id, rating, comment },
            ]);
            this.go("thanks", this.blank());
        });
    }
}

registry
    .category("actions")
    .add("kms_marketing.satisfaction_desk", SatisfactionDesk, { force: true });
