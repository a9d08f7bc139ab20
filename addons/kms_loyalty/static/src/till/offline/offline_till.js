import { _t } from "@web/core/l10n/translation";

import { readings, spaced } from "./numbers";

/** What a till knows and does about customers while nobody can be asked. */
export class OfflineTill {
    /**
     * @param {object} pos the till's store
     * @param {import("./till_index").TillIndex} index
     */
    constructor(pos, index) {
        this.pos = pos;
        this.index = index;
        // what the index said of customers that were found
        this.entries = new Map();
    }

    get partners() {
        return this.pos.models["res.partner"];
    }

    async state() {
        return (await this.index.store.state().catch(() => null)) || {};
    }

    callingCode(state) {
        return state.callingCode || this.pos.company.country_id?.phone_code;
    }

    numbers(phone, state) {
        return readings(phone, this.callingCode(state));
    }

    /**
     * Find a customer on the till itself, as the server would online.
     *
     * @param {string} phone as typed
     */
    async find(phone) {
        const state = await this.state();
        const numbers = this.numbers(phone, state);
        if (!numbers.length) {
            return this.bad();
        }
        const partner = await this.known(numbers, state);
        const display = spaced(numbers[0], this.callingCode(state));
        const answer = { phone: { number: numbers[0], display }, unconfirmed: true };
        return partner
            ? { ...answer, state: "found", customers: [this.describe(partner, state)] }
            : { ...answer, state: "unknown", customers: [] };
    }

    /** The till's record of a number's customer: from the index, else one that is loaded. */
    async known(numbers, state) {
        const entry = await this.index.customer(numbers).catch(() => null);
        if (entry) {
            this.entries.set(entry.id, entry);
            return (
                this.partners.get(entry.id) || this.keep({ id: entry.id, name: entry.name || "?" })
            );
        }
        return this.partners.find((one) => this.numbers(one.phone, state).includes(numbers[0]));
    }

    /** @param {number|string} id of a customer that the till has a record of */
    async card(id) {
        const partner = this.partners.get(id);
        const state = await this.state();
        return partner
            ? { state: "found", customers: [this.describe(partner, state)], unconfirmed: true }
            : { state: "unknown", customers: [] };
    }

    /**
     * A customer nobody knows yet: the server makes them with the order, once.
     *
     * @param {string} phone
     * @param {string} name empty when they do not say
     * @param {boolean} agreed to messages about offers
     */
    async create(phone, name, agreed) {
        const found = await this.find(phone);
        if (found.state !== "unknown") {
            return found;
        }
        const { number, display } = found.phone;
        const id = window.crypto.randomUUID();
        const shown = (name || "").trim() || display;
        const values = { id, name: shown, phone: number, _kms_agreed: Boolean(agreed) };
        const partner = await this.keep(values);
        const customers = [this.describe(partner, await this.state())];
        return { ...found, state: "found", customers };
    }

    bad() {
        return { state: "bad", message: _t("This is not a phone number."), customers: [] };
    }

    describe(partner, { tiers = [] }) {
        const entry = this.entries.get(partner.id);
        const tier =
            tiers.find((one) => one.id === entry?.group) || tiers.find((one) => !one.threshold);
        return {
            id: partner.id,
            name: partner.name,
            phone: partner.phone || "",
            tier: tier || { id: 0, name: _t("All"), color: "", discount: 0 },
            discount: tier?.discount || 0,
            points: this.points(entry),
            coupons: [],
            last_visit: entry?.day || false,
            offline: true,
        };
    }

    points(entry) {
        const program = this.pos.models["loyalty.program"].find(
            (one) => one.program_type === "loyalty"
        );
        return entry?.points && program
            ? [
                  {
                      id: program.id,
                      name: program.portal_point_name || _t("Points"),
                      points: entry.points,
                  },
              ]
            : [];
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
        const orders = this.pos.models["pos.order"];
        for (const other of orders.filter((one) => one.partner_id === guest && !one.finalized)) {
            other.setPartner(order.partner_id);
        }
        if (!orders.some((one) => one.partner_id === guest)) {
            guest.delete();
        }
    }
}
