import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { basketOf } from "./basket";

/**
 * @typedef {Object} Answer
 * @property {"found"|"unknown"|"bad"|"limited"|"offline"} state
 * @property {string} [message] a sentence for bad, limited and offline
 * @property {{number: string, display: string}} [phone]
 * @property {Object[]} customers cards as the server makes them, the one to use first first
 * @property {boolean} [unconfirmed] the answer is the till's own, the server has not confirmed it
 */

/** Where the till learns who its customers are: from the server, and only without one elsewhere. */
export class CustomerSource {
    constructor(pos) {
        this.pos = pos;
    }

    /** @returns {Promise<Answer>} for a phone number or the code of a loyalty card */
    async find(phone) {
        return this._ask("kms_find_customer", [phone], () => this.findOffline(phone));
    }

    /** @returns {Promise<Answer>} the card of a customer that the till knows already */
    async card(partnerId) {
        return this._ask("kms_customer_card", [partnerId], () => this.cardOffline(partnerId));
    }

    /** @returns {Promise<Answer>} the card of a new customer */
    async create(phone, name, agreed) {
        return this._ask("kms_create_customer", [phone, name, agreed], () =>
            this.createOffline(phone, name, agreed)
        );
    }

    // The three that follow answer without a network; what keeps an index on the till extends them.

    async findOffline() {
        return this.away();
    }

    async cardOffline() {
        return this.away();
    }

    async createOffline() {
        return this.away();
    }

    /** @returns {Answer} */
    away() {
        return {
            state: "offline",
            message: _t("No network: the sale can go on, the customer is asked for another time."),
            customers: [],
        };
    }

    async _ask(method, args, withoutNetwork) {
        const basket = basketOf(this.pos.getOrder());
        let answer;
        try {
            answer = await this.pos.data.call("pos.config", method, [
                [this.pos.config.id],
                ...args,
                basket,
            ]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return withoutNetwork();
            }
            throw error;
        }
        if (answer.records && Object.keys(answer.records).length) {
            this.pos.models.connectNewData(answer.records);
            this.pos.data.synchronizeServerDataInIndexedDB(answer.records);
        }
        return answer;
    }
}
