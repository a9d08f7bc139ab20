import { afterEach, beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";

import { byBucket, found, joined, walk, without } from "@kms_loyalty/till/offline/entries";
import { readings, spaced } from "@kms_loyalty/till/offline/numbers";
import { OfflineCoupons } from "@kms_loyalty/till/offline/offline_coupons";
import { TillIndex } from "@kms_loyalty/till/offline/till_index";

describe.current.tags("desktop");

/** The store in memory: HOOT has no database of the browser. */
class Memory {
    name = "kms-test";
    buckets = new Map();
    values = undefined;

    async state() {
        return this.values;
    }

    async bucket(number) {
        return this.buckets.get(number) || new Uint8Array(0);
    }

    async restart(values) {
        this.buckets.clear();
        this.values = values;
    }

    async change(numbers, change, values) {
        for (const number of numbers) {
            this.buckets.set(number, change(await this.bucket(number), number));
        }
        this.values = values;
    }

    get entries() {
        return [...this.buckets.values()].flatMap((bytes) => walk(bytes));
    }
}

const SECRET = new Uint8Array(32).fill(7);
let store, index;

/** HOOT has no real one: a digest of 64 bytes that differs by text and key is enough here. */
const subtle = {
    async importKey(format, bytes, algorithm, extractable, usages) {
        return { seed: bytes[0], extractable, usages };
    },

    async sign(name, key, bytes) {
        let state = 2166136261 ^ key.seed;
        for (const byte of bytes) {
            state = Math.imul(state ^ byte, 16777619) >>> 0;
        }
        return Uint8Array.from({ length: 64 }, () => {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            return state >>> 24;
        }).buffer;
    },
};

async function mask(text) {
    const key = await subtle.importKey("raw", SECRET);
    return new Uint8Array(await subtle.sign("HMAC", key, new TextEncoder().encode(text)));
}

/** Pack as the server does. */
async function entry(text, id, { name = "", rank = 0, group = 0, points = 0, owner } = {}) {
    const hidden = await mask(text);
    const coupon = owner !== undefined;
    const tail = coupon
        ? new Uint8Array(new Uint32Array([owner]).buffer)
        : new TextEncoder().encode(name);
    const bytes = new Uint8Array(24 + tail.length);
    const view = new DataView(bytes.buffer);
    bytes.set(hidden.slice(0, 8));
    view.setUint32(8, id, true);
    bytes[12] = rank | (coupon ? 0x80 : 0);
    view.setUint32(13, group, true);
    view.setUint32(17, points * 100, true);
    view.setUint16(21, 9616, true);
    bytes[23] = tail.length;
    bytes.set(
        tail.map((byte, place) => byte ^ hidden[8 + place]),
        24
    );
    return bytes;
}

function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}

function page(entries, values = {}) {
    return {
        version: "v1",
        restart: false,
        entries: base64(joined(entries)),
        gone: { customers: [], coupons: [] },
        next_since: "2026-04-30 10:00:00",
        stage: false,
        after: 0,
        ...values,
    };
}

async function load(...pages) {
    const asked = [];
    await index.refresh(async (...step) => {
        asked.push(step);
        return pages[asked.length - 1];
    });
    return asked;
}

beforeEach(() => {
    allowTranslations();
    store = new Memory();
    index = new TillIndex(store, subtle);
});

afterEach(() => store.buckets.clear());

test("an entry says who has a number, and nothing without it", async () => {
    const bytes = await entry("p:+237699001122", 7, { name: "Mme Ngô", group: 3, points: 12.5 });
    expect(new TextDecoder().decode(bytes).includes("Ngô")).toBe(false);
    const [first] = found(bytes, await mask("p:+237699001122"), false);
    expect(first).toEqual({
        id: 7,
        rank: 0,
        group: 3,
        points: 12.5,
        day: "2026-04-30",
        name: "Mme Ngô",
        owner: 0,
    });
    expect(found(bytes, await mask("p:+237699001123"), false)).toEqual([]);
    expect(found(bytes, await mask("p:+237699001122"), true)).toEqual([]);
});

test("entries stay whole in buckets, and some can be left out", async () => {
    const all = await Promise.all(
        [...Array(300).keys()].map((id) => entry(`p:+23769900${id}`, id, { name: `N${id}` }))
    );
    const buckets = byBucket(joined(all));
    const ids = [...buckets.values()].flatMap((bytes) => walk(bytes).map((one) => one.id));
    expect(ids.toSorted((one, two) => one - two)).toEqual([...Array(300).keys()]);
    const rest = without(joined(all), new Set([5, 6]), false);
    expect(walk(rest).length).toBe(298);
    expect(walk(without(joined(all), new Set([5, 6]), true)).length).toBe(300);
});

test("the first load walks through pages and remembers where it was", async () => {
    const one = page([await entry("p:+237699001122", 7, { name: "Mme Ngo" })], {
        key: base64(SECRET),
        stage: "customers",
        after: 7,
        tiers: [{ id: 1, name: "GOLD", threshold: 50, discount: 5, color: "#D4A017" }],
        calling_code: 237,
    });
    const two = page([await entry("c:SPE2345678", 9, { owner: 7, group: 4, points: 1 })], {
        next_since: "2026-04-30 10:05:00",
    });
    const asked = await load(one, two);
    expect(asked).toEqual([
        [false, false, "customers", 0],
        ["v1", false, "customers", 7],
    ]);
    expect((await index.customer(["+237699001122"])).name).toBe("Mme Ngo");
    expect((await index.coupon(" spe2345678 ")).owner).toBe(7);
    expect(await index.coupon("+237699001122")).toBe(null);
    // what changed while it was loading comes with the next one
    expect(store.values.since).toBe("2026-04-30 10:00:00");
    expect(store.values.key.extractable).toBe(false);
});

test("an increment replaces, and forgets who is gone", async () => {
    await load(
        page(
            [
                await entry("p:+237699001122", 7, { name: "Mme Ngo" }),
                await entry("p:+237699001133", 8, { name: "M. Abega" }),
                await entry("p:+237699001144", 9, { name: "Partie" }),
            ],
            { key: base64(SECRET) }
        )
    );
    await load(
        page([await entry("p:+237699001155", 7, { name: "Mme Ngo Bis" })], {
            gone: { customers: [9], coupons: [] },
        })
    );
    expect(await index.customer(["+237699001122"])).toBe(null);
    expect((await index.customer(["+237699001155"])).name).toBe("Mme Ngo Bis");
    expect(await index.customer(["+237699001144"])).toBe(null);
    expect(store.entries.length).toBe(2);
});

test("another key empties the index and begins again", async () => {
    await load(page([await entry("p:+237699001122", 7)], { key: base64(SECRET) }));
    const asked = await load(
        page([], { version: "v2", restart: true, key: base64(SECRET), stage: "customers" }),
        page([await entry("p:+237699001133", 8)], { version: "v2" })
    );
    expect(asked[1]).toEqual(["v2", false, "customers", 0]);
    expect(store.entries.map((one) => one.id)).toEqual([8]);
});

test("of several cards with a number, the one that is meant first", async () => {
    await load(
        page(
            [
                await entry("p:+237699001122", 3, { name: "Contact", rank: 9 }),
                await entry("p:+237699001122", 5, { name: "Société", rank: 1 }),
            ],
            { key: base64(SECRET) }
        )
    );
    expect((await index.customer(["+237699001122"])).name).toBe("Société");
});

test("a page without HTTPS has no index, and says so by knowing nobody", async () => {
    const bare = new TillIndex(store, null);
    await bare.refresh(async () => expect.step("asked"));
    expect.verifySteps([]);
    expect(await bare.customer(["+237699001122"])).toBe(null);
});

test("numbers as people read them", () => {
    expect(spaced("+237699001122", 237)).toBe("+237 699 00 11 22");
    expect(spaced("+237699001122", "237")).toBe("+237 699 00 11 22");
    // what has other groups is left as it is
    expect(spaced("+23769900112", 237)).toBe("+23769900112");
    expect(spaced("+33612345678", 237)).toBe("+33612345678");
    expect(spaced("+237699001122", undefined)).toBe("+237699001122");
});

test("numbers as people write them", () => {
    const full = ["+237699001122"];
    expect(readings("+237 699 00 11 22", 237)).toEqual(full);
    expect(readings("00237-699-001-122", 237)).toEqual(full);
    expect(readings("699.00.11.22", 237)).toEqual(["+237699001122", "+699001122"]);
    expect(readings("237699001122", 237)[1]).toBe("+237699001122");
    expect(readings("0612345678", 33)).toEqual(["+330612345678", "+33612345678", "+0612345678"]);
    for (const text of ["", "abc", "12", "6".repeat(40), null, "699<script>"]) {
        expect(readings(text, 237)).toEqual([]);
    }
});

// -- coupons without the network -----------------------------------------------------------------

function till({ amount = 5_000, count = 2, codes = [], coupon = null, discount = 1_000 } = {}) {
    const program = { id: 4, program_type: "coupons" };
    const order = {
        lines: [],
        kms_offline_codes: codes.join(","),
        kmsOfflineCodes: codes,
        get kmsCouponDiscount() {
            return this.lines.length ? discount : 0;
        },
        _code_activated_coupon_ids: [],
        uiState: { codeActivatedProgramRules: [] },
        isDirty: () => true,
        getPartner: () => ({ id: 7 }),
        getClaimableRewards: () => [{ reward: { program_id: program }, coupon_id: 9 }],
        _applyReward({ program_id }) {
            const line = { reward_id: { program_id } };
            line.delete = () => order.lines.splice(order.lines.indexOf(line), 1);
            order.lines.push(line);
        },
    };
    const pos = {
        company: { kms_offline_coupon_amount: amount, kms_offline_coupon_count: count },
        env: { utils: { formatCurrency: (value) => `${value} F` } },
        models: {
            "pos.order": [order],
            "loyalty.rule": [],
            "loyalty.program": new Map([[4, program]]),
            "loyalty.card": { get: () => undefined, create: (values) => values },
        },
        data: {
            synchronizeLocalDataInIndexedDB: async () => {},
            synchronizeServerDataInIndexedDB: async () => {},
        },
        getOrder: () => order,
        orderUpdateLoyaltyPrograms: async () => {},
    };
    return [order, new OfflineCoupons(pos, { coupon: async () => coupon })];
}

const COUPON = { id: 9, group: 4, points: 1, day: false, owner: 0 };

test("a code in the index takes its discount off, and goes with the order", async () => {
    const [order, coupons] = till({ coupon: COUPON });
    expect(await coupons.activate(" SPE2345678 ")).toBe(true);
    expect(order.kms_offline_codes).toBe("SPE2345678");
    expect(order.lines.length).toBe(1);
});

test("what an offline till accepts has caps", async () => {
    const [order, dear] = till({ coupon: COUPON, discount: 5_001 });
    expect(await dear.activate("SPE2345678")).toMatch("5000 F");
    expect(order.lines.length).toBe(0);
    expect(order.kms_offline_codes).toBe("");
    const [, many] = till({ coupon: COUPON, codes: ["A", "B"] });
    expect(await many.activate("SPE2345678")).toMatch("2 coupons");
    const [, none] = till({ coupon: COUPON, amount: 0 });
    expect(await none.activate("SPE2345678")).toMatch("accepts no coupons");
    const [, twice] = till({ coupon: COUPON, codes: ["SPE2345678"] });
    expect(await twice.activate("SPE2345678")).toMatch("already");
});

test("a code that is unknown, late or somebody else's is refused with the reason", async () => {
    expect(await till()[1].activate("SPE2345678")).toMatch("does not know");
    const [, late] = till({ coupon: { ...COUPON, day: "2015-01-01" } });
    expect(await late.activate("SPE2345678")).toMatch("not valid today");
    const [, other] = till({ coupon: { ...COUPON, owner: 8 } });
    expect(await other.activate("SPE2345678")).toMatch("another customer");
});
