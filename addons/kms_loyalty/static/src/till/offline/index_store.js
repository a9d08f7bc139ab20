import { DiskStore } from "@kms_base/disk/disk_store";

const BUCKETS = "buckets";
const STATE = "state";

/**
 * The till's index on the disk: 256 buckets of entries, and how far it was loaded.
 *
 * Core's helper of the till is a cache that anybody may reset; buckets and the cursor must change
 * together here, or an increment would be lost.
 */
export class IndexStore extends DiskStore {
    static tables = [BUCKETS, STATE];

    /** @returns {Promise<object|undefined>} version, key (CryptoKey), cursor */
    state() {
        return this.run("readonly", (_buckets, state) => state.get(STATE));
    }

    /** @returns {Promise<Uint8Array>} */
    async bucket(number) {
        return (await this.run("readonly", (buckets) => buckets.get(number))) || new Uint8Array(0);
    }

    /** Empty the index and begin again with another key or cursor. */
    restart(values) {
        return this.run("readwrite", (buckets, state) => {
            buckets.clear();
            state.put(values, STATE);
        });
    }

    /**
     * Change buckets and the state in one transaction.
     *
     * @param {Iterable<number>} numbers buckets to change
     * @param {(bytes: Uint8Array, number: number) => Uint8Array} change
     * @param {object} values the new state
     */
    change(numbers, change, values) {
        return this.run("readwrite", (buckets, state) => {
            for (const number of numbers) {
                const request = buckets.get(number);
                request.onsuccess = () => {
                    const before = request.result || new Uint8Array(0);
                    const after = change(before, number);
                    if (after !== before) {
                        buckets.put(after, number);
                    }
                };
            }
            state.put(values, STATE);
        });
    }

    /** Bytes and entries in all, for whoever wants to know. */
    async size() {
        const all = (await this.run("readonly", (buckets) => buckets.getAll())) || [];
        return all.reduce((sum, bytes) => sum + bytes.length, 0);
    }
}
