import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { useDebounced } from "@web/core/utils/timing";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FeeQueue } from "./fee_queue";

const REFRESH_DELAY = 30000;
const LOOKUP_DELAY = 250;

/**
 * The cashier's screen for fees: a badge, a number or a name finds the student; Enter takes the
 * suggested amount.
 *
 * A payment keeps its identifier until the server has confirmed it, so a lost answer or a second
 * Enter never cashes it twice.
 */
export class FeeDesk extends Component {
    static template = "kms_formation.FeeDesk";
    static components = { FeeQueue };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.searchRef = useAutofocus({ refName: "search", mobile: true });
        this.amountRef = useRef("amount");
        this.refRef = useRef("ref");
        this.data = useState({ queue: [], journals: [], today: { count: 0, amount: 0 } });
        this.state = useState({ query: "", found: null, ...this.emptyPayment(), last: null });
        // The amount is there once the card is drawn; Enter then cashes what it suggests.
        useEffect(
            (id) => {
                if (id) {
                    this.amountRef.el.focus();
                    this.amountRef.el.select();
                }
            },
            () => [this.state.card?.id]
        );
        this.find = useDebounced(this.find.bind(this), LOOKUP_DELAY);
        onWillStart(async () => {
            Object.assign(this.data, await this.call("load"));
            this.state.journal_id = this.data.journals[0]?.id;
        });
        const timer = browser.setInterval(() => this.refresh(), REFRESH_DELAY);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    emptyPayment() {
        return { card: null, uuid: uuid(), amount: "", ref: "", saving: false, error: "" };
    }

    call(method, args = [], silent = false) {
        const orm = silent ? this.orm.silent : this.orm;
        return orm.call("kms.fee.desk", method, args);
    }

    async refresh() {
        try {
            Object.assign(this.data, await this.call("queue", [], true));
        } catch (error) {
            // Away from the network the list stays as it was; the next turn brings it up to date.
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    get journal() {
        return this.data.journals.find((journal) => journal.id === this.state.journal_id);
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.data.currency_id });
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    async find() {
        const query = this.state.query;
        const found = query.trim() ? await this.call("find", [query], true) : null;
        if (query === this.state.query) {
            this.state.found = found;
        }
    }

    /** Enter, also what a scanner sends: the one student found, or the first of them. */
    async onSearch() {
        const query = this.state.query;
        if (!query.trim()) {
            return;
        }
        const found = await this.call("find", [query]);
        this.state.found = found;
        if (found.length) {
            await this.openStudent(found[0].id);
        }
    }

    async openStudent(id) {
        const card = await this.call("open", [id]);
        Object.assign(this.state, this.emptyPayment(), {
            card,
            amount: String(card.suggested || ""),
            found: null,
            query: "",
            last: null,
        });
    }

    chooseJournal(id) {
        this.state.journal_id = id;
        if (this.journal.needs_ref) {
            this.refRef.el?.focus();
        }
    }

    close() {
        Object.assign(this.state, this.emptyPayment());
        this.searchRef.el?.focus();
    }

    get refusal() {
        if (!(this.amount > 0)) {
            return _t("How much is paid? Type an amount of more than 0.");
        }
        if (!this.journal) {
            return _t("How is it paid? Choose cash, mobile money or bank.");
        }
        if (this.journal.needs_ref && !this.state.ref.trim()) {
            return _t("Type the transaction id that the operator sent.");
        }
        return "";
    }

    get amount() {
        return Number(String(this.state.amount).replace(/\s/g, "").replace(",", "."));
    }

    async pay() {
        if (this.state.saving) {
            return;
        }
        this.state.error = this.refusal;
        if (this.state.error) {
            return;
        }
        this.state.saving = true;
        const { card, journal_id, ref } = this.state;
        try {
            const answer = await this.call("pay", [
                {
                    uuid: this.state.uuid,
                    enrollment_id: card.id,
                    journal_id,
                    amount: this.amount,
                    ref,
                },
            ]);
            Object.assign(this.data, { queue: answer.queue, today: answer.today });
            Object.assign(this.state, this.emptyPayment(), {
                last: { ...answer.payment, student: card.name, due: answer.card.due },
            });
            this.searchRef.el?.focus();
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.error = _t(
                "The network is away. Nothing is lost: press Enter again when it is back, it counts once."
            );
        } finally {
            this.state.saving = false;
        }
    }

    async printReceipt() {
        await this.action.doAction("account.action_report_payment_receipt", {
            additionalContext: {
                active_ids: [this.state.last.id],
                active_model: "account.payment",
            },
        });
        this.searchRef.el?.focus();
    }

    async refund() {
        const { id } = this.state.card;
        const action = await this.orm.call("kms.enrollment", "action_refund", [[id]]);
        await this.action.doAction(action, { onClose: () => this.openStudent(id) });
    }

    async leave(student) {
        Object.assign(this.data, await this.call("leave", [student.id]));
    }
}

registry.category("actions").add("kms_formation.fee_desk", FeeDesk, { force: true });
