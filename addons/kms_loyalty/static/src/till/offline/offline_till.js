import { readings } from "./numbers";

/** What a till knows and does about customers while nobody can be asked. */
export class OfflineTill {
    /**
     * @param {object} pos the till's store
     * @param {import("./till_index").TillIndex} index
     */
    constructor(pos, index) {
        this.pos = pos;
        this.index = index;
    }

    get partners() {
        return this.pos.models["res.partner"];
    }

    /**
     * Find a customer on the till itself.
     *
     * @param {string} phone as typed
     * @returns {Promise<object|null>} what the server would answer, with `offline: true`
     */
    async find(phone) {
        const state = (await this.index.store.state().catch(() => null)) || {};
        const numbers = readings(phone, state.callingCode || this.callingCode);
        const entry = await this.index.customer(numbers).catch(() => null);
        if (entry) {
            return this.answer(entry.id, entry.name, phone, state, entry);
        }
        const partner = this.partners.find((one) => this.has(one, numbers, state.callingCode));
        return partner ? this.answer(partner.id, partner.name, phone, state) : null;
    }

    get callingCode() {
        return this.pos.company.country_id?.phone_code;
    }

    has(partner, numbers, callingCode) {
        const own = readings(partner.phone, callingCode || this.callingCode);
        return own.length > 0 && numbers[0] === own[0];
    }

    answer(id, name, phone, { tiers = [] }, entry = {}) {
        const tier =
            tiers.find((one) => one.id === entry.group) || tiers.find((one) => !one.threshold);
        return {
            id,
            name,
            phone,
            tier: tier ? { id: tier.id, name: tier.name, color: tier.color } : false,
            points: entry.points || 0,
            coupons: [],
            last_visit: entry.day || false,
            discount: tier?.discount || 0,
            offline: true,
        };
    }

    /** Whether a text may be somebody's number. */
    isNumber(phone) {
        return readings(phone, this.callingCode).length > 0;
    }

    /**
     * The till's record of a customer that was found; made from the answer when it has none.
     *
     * @param {{ id: number|string, name: string }} answer
     */
    async partner({ id, name }) {
        return this.partners.get(id) || this.keep({ id, name });
    }

    /**
     * A customer nobody knows yet. The server makes them with the order, once.
     *
     * @param {{ name: string, phone: string }} values
     */
    async guest({ name, phone }) {
        const id = window.crypto.randomUUID();
        return this.keep({ id, name: name.trim() || phone, phone });
    }

    /** A record that also a reload without the network finds again. */
    async keep(values) {
        const partner = this.partners.create({ ...values });
        await this.pos.data.synchronizeServerDataInIndexedDB({ "res.partner": [values] });
        return partner;
    }

    /** Give the customer of an order that the server has just taken to whoever waits for them. */
    settle(order) {
        const guest = order.kms_guest_uuid && this.partners.get(order.kms_guest_uuid);
        if (!guest || !order.partner_id || order.partner_id === guest) {
            return;
        }
        for (const other of this.pos.models["pos.order"].getAll()) {
            if (other.partner_id === guest && !other.finalized) {
                other.setPartner(order.partner_id);
            }
        }
        if (!this.pos.models["pos.order"].some((other) => other.partner_id === guest)) {
            guest.delete();
        }
    }
}
