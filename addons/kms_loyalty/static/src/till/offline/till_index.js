import { byBucket, bytesOf, found, joined, walk, without } from "./entries";

const ALL = [...Array(256).keys()];
const ALGORITHM = { name: "HMAC", hash: "SHA-512" };
const STEP = { stage: "customers", after: 0 };

/**
 * Customers by phone and coupons by code, on the till itself.
 *
 * Numbers and codes are there as keyed digests, names only for who types the number. The key is
 * kept as one that no script can read back, so that a reload without the network finds it again.
 */
export class TillIndex {
    /**
     * @param {import("./index_store").IndexStore} store
     * @param {SubtleCrypto | undefined} [subtle] missing on a page without HTTPS: no index then
     */
    constructor(store, subtle = window.crypto?.subtle) {
        this.store = store;
        this.subtle = subtle;
    }

    /**
     * Load until the till knows all that the server knows.
     *
     * @param {(known, since, stage, after) => Promise<object>} fetchPage
     * @param {() => Promise<void>} [pause] between two pages: the till sells meanwhile
     */
    async refresh(fetchPage, pause = async () => {}) {
        if (!this.subtle) {
            return;
        }
        for (;;) {
            const state = (await this.store.state()) || { ...STEP };
            const page = await fetchPage(
                state.version || false,
                state.since || false,
                state.stage,
                state.after
            );
            await this.take(state, page);
            if (!page.stage) {
                return;
            }
            await pause();
        }
    }

    /** Add a page of the server to the index. */
    async take(state, page) {
        const values = { ...state, version: page.version };
        if (page.key) {
            values.key = await this.subtle.importKey("raw", bytesOf(page.key), ALGORITHM, false, [
                "sign",
            ]);
        }
        if (page.restart) {
            await this.store.restart({ key: values.key, version: page.version, ...STEP });
            return;
        }
        if (page.tiers) {
            values.tiers = page.tiers;
            values.callingCode = page.calling_code;
        }
        // An increment begins where the walk before it began, or what changed meanwhile is lost.
        values.next ||= page.next_since;
        values.stage = page.stage || STEP.stage;
        values.after = page.after;
        if (!page.stage) {
            values.since = values.next;
            values.complete = true;
            delete values.next;
        }
        await this.merge(bytesOf(page.entries), page.gone, values, Boolean(state.since));
    }

    merge(bytes, gone, values, increment) {
        const added = byBucket(bytes);
        const ids = { customers: new Set(gone.customers), coupons: new Set(gone.coupons) };
        if (increment) {
            // what comes again replaces what was there, maybe under another number
            for (const entry of walk(bytes)) {
                ids[entry.coupon ? "coupons" : "customers"].add(entry.id);
            }
        }
        const cleaning = ids.customers.size || ids.coupons.size;
        return this.store.change(
            cleaning ? ALL : added.keys(),
            (before, number) => {
                let after = before;
                if (ids.customers.size) {
                    after = without(after, ids.customers, false);
                }
                if (ids.coupons.size) {
                    after = without(after, ids.coupons, true);
                }
                return added.has(number) ? joined([after, added.get(number)]) : after;
            },
            values
        );
    }

    /**
     * @param {string[]} numbers how the typed number may be meant, in E.164
     * @returns {Promise<object|null>} id, name, group (tier), points, day (last visit)
     */
    async customer(numbers) {
        for (const number of numbers) {
            const [first] = await this.lookUp(`p:${number}`, false);
            if (first) {
                return first;
            }
        }
        return null;
    }

    /**
     * @param {string} code as typed
     * @returns {Promise<object|null>} id, group (program), points, day (last one), owner
     */
    async coupon(code) {
        for (const spelling of new Set([code.trim(), code.trim().toUpperCase()])) {
            const [first] = await this.lookUp(`c:${spelling}`, true);
            if (first) {
                return first;
            }
        }
        return null;
    }

    async lookUp(text, coupon) {
        const key = this.subtle && (await this.store.state())?.key;
        if (!key) {
            return [];
        }
        const signed = await this.subtle.sign("HMAC", key, new TextEncoder().encode(text));
        const mask = new Uint8Array(signed);
        return found(await this.store.bucket(mask[0]), mask, coupon);
    }
}
