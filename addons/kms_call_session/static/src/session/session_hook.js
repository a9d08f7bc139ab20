import { onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { toServer } from "../quick/call_time";
import { ConflictDialog } from "./conflict_dialog";
import { Deck } from "./deck";

const MODEL = "kms.call.session";
const PROGRESS_DELAY = 20000;
const COUNTED = {
    interested: "interested",
    appointment: "interested",
    callback: "callback",
    not_interested: "no",
};

/** Server side of the call screen as the screen sees it, with or without a network. */
export function useSession() {
    const session = new Session(
        useService("orm"),
        useService("kms_outbox"),
        useService("notification"),
        useService("action"),
        useService("dialog")
    );
    session.data = useState(session.data);
    session.state = useState(session.state);
    session.deck = useState(session.deck);
    session.queue = useState(session.outbox.state);
    session.start();
    onWillUnmount(() => session.stop());
    return session;
}

class Session {
    constructor(orm, outbox, notification, action, dialog) {
        Object.assign(this, { orm, outbox, notification, action, dialog });
        this.data = { campaigns: [], outcomes: [], reasons: [], campaign: false };
        this.state = { paused: false, empty: "", online: browser.navigator.onLine, last: false };
        this.deck = new Deck();
    }

    start() {
        this.onSent = ({ detail }) => this.receive(detail.item, detail.result);
        this.onLine = () => (this.state.online = true);
        this.offLine = () => (this.state.online = false);
        this.outbox.bus.addEventListener("sent", this.onSent);
        browser.addEventListener("online", this.onLine);
        browser.addEventListener("offline", this.offLine);
        this.timer = browser.setInterval(() => this.beat(), PROGRESS_DELAY);
    }

    stop() {
        this.outbox.bus.removeEventListener("sent", this.onSent);
        browser.removeEventListener("online", this.onLine);
        browser.removeEventListener("offline", this.offLine);
        browser.clearInterval(this.timer);
        this.giveBack();
    }

    get card() {
        return this.deck.current;
    }

    /** Calls that the server does not have yet. */
    get waiting() {
        return this.queue.items.filter((item) => item.model === MODEL && !item.error);
    }

    get refused() {
        return this.queue.items.filter((item) => item.model === MODEL && item.error);
    }

    // -- server --------------------------------------------------------------------------------

    async load(campaignId, prospectId = 0) {
        for (const item of this.waiting) {
            if (item.info.prospect_id) {
                this.deck.gone.add(item.info.prospect_id);
            }
        }
        const { campaign, ...screen } = await this.orm.call(MODEL, "load", [campaignId]);
        Object.assign(this.data, screen);
        this.show(campaign);
        this.deck.bring(prospectId);
    }

    async openCampaign(id) {
        this.show(await this.orm.call(MODEL, "open_campaign", [id]));
    }

    async leave() {
        this.giveBack();
        this.deck.cards = [];
        Object.assign(this.state, { last: false, paused: false, empty: "" });
        this.data.campaign = false;
        await this.load(0);
    }

    show(campaign) {
        this.data.campaign = campaign;
        if (campaign) {
            this.deal(campaign);
        }
    }

    deal(dealt) {
        const missing = this.deck.deal(dealt);
        this.state.empty = dealt.empty;
        if (missing) {
            this.refresh();
        }
    }

    /** Without a network the cards in hand go on. */
    async silently(method, args, then) {
        try {
            const result = await this.orm.silent.call(...method, args);
            then?.(result);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    refresh() {
        const { id } = this.data.campaign;
        return this.silently([MODEL, "refresh"], [id], (dealt) => {
            if (this.data.campaign.id === id && !this.state.paused) {
                this.deck.deal(dealt);
                this.state.empty = dealt.empty;
            }
        });
    }

    /** Now and then: the figures of everybody, and cards that are held on to. */
    async beat() {
        const { campaign } = this.data;
        if (!campaign || !this.state.online || this.waiting.length) {
            return;
        }
        if (!this.state.paused) {
            await this.refresh();
        }
        await this.silently(["kms.call.campaign", "read_progress"], [campaign.id], (progress) => {
            campaign.progress = progress;
        });
    }

    giveBack() {
        const { campaign } = this.data;
        if (campaign && this.state.online) {
            this.silently([MODEL, "pause"], [campaign.id, this.card ? [this.card.id] : []]);
        }
    }

    // -- what the seller does --------------------------------------------------------------------

    skip() {
        this.deck.skip();
    }

    async validate({ outcome, step, note, start, duration }) {
        const card = this.deck.play();
        const { id, progress } = this.data.campaign;
        const key = uuid();
        const { date, ...rest } = step;
        this.state.last = { uuid: key, card, kind: outcome.kind };
        this.count(progress, card, outcome.kind, 1);
        await this.outbox.push({
            key,
            model: MODEL,
            method: "validate",
            args: [
                {
                    uuid: key,
                    campaign_id: id,
                    prospect_id: card.id,
                    outcome_id: outcome.id,
                    start,
                    duration,
                    note,
                    next_date: outcome.kind === "callback" ? toServer(date) : false,
                    step: { ...rest, date: toServer(date) },
                },
            ],
            label: _t("Call: %(name)s", { name: card.name }),
            info: { prospect_id: card.id, uuid: key },
        });
    }

    async undo() {
        const { last } = this.state;
        if (!last) {
            return;
        }
        this.state.last = false;
        this.deck.takeBack(last.card);
        this.count(this.data.campaign.progress, last.card, last.kind, -1);
        await this.outbox.push({
            key: `undo:${last.uuid}`,
            model: MODEL,
            method: "undo",
            args: [last.uuid],
            label: _t("Undo the call: %(name)s", { name: last.card.name }),
            info: { undone_id: last.card.id },
        });
    }

    togglePause() {
        this.state.paused = !this.state.paused;
        if (this.state.paused) {
            this.giveBack();
        } else {
            return this.refresh();
        }
    }

    /** The figures move at once; the server's come a little later. */
    count(progress, card, kind, sign) {
        if (!card.last_kind) {
            progress.called += sign;
        } else if (COUNTED[card.last_kind]) {
            progress[COUNTED[card.last_kind]] -= sign;
        }
        if (COUNTED[kind]) {
            progress[COUNTED[kind]] += sign;
        }
        if (progress.me) {
            progress.me.calls += sign;
        }
    }

    // -- what the server answers -----------------------------------------------------------------

    receive(item, result) {
        if (item.model !== MODEL || !result) {
            return;
        }
        this.deck.gone.delete(item.info.prospect_id);
        this.deck.kept.delete(item.info.undone_id);
        for (const { kind, text, conflict, res_model, res_id } of result.said || []) {
            if (conflict) {
                this.dialog.add(ConflictDialog, { conflict, text });
                continue;
            }
            this.say(kind, text, res_model && { res_model, res_id });
        }
        if (result.hand && this.data.campaign && !this.state.paused) {
            this.deal(result);
        }
    }

    say(type, text, document) {
        const buttons = document
            ? [
                  {
                      name: _t("Open"),
                      onClick: () =>
                          this.action.doAction({
                              type: "ir.actions.act_window",
                              ...document,
                              views: [[false, "form"]],
                          }),
                  },
              ]
            : [];
        this.notification.add(text, { type, buttons, sticky: type === "danger" });
    }

    whatsapp(card, text) {
        const number = card.phone.replace(/^\+/, "");
        return `https://wa.me/${number}?text=${encodeURIComponent(text || "")}`;
    }
}
