/**
 * The till's index as the server packs it (`till_index/entries.py`): digest (8 bytes), id, flags,
 * tier or program, hundredths of points, day, length and bytes of the hidden end.
 */
export const HEAD = 24;
const IS_COUPON = 0x80;
const EPOCH = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;

/** @param {string} text base64 */
export function bytesOf(text) {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/**
 * Say where each entry is, and whose.
 *
 * @param {Uint8Array} bytes
 * @returns {{ start: number, end: number, id: number, coupon: boolean }[]}
 */
export function walk(bytes) {
    const list = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let start = 0; start + HEAD <= bytes.length;) {
        const end = start + HEAD + bytes[start + HEAD - 1];
        list.push({
            start,
            end,
            id: view.getUint32(start + 8, true),
            coupon: Boolean(bytes[start + 12] & IS_COUPON),
        });
        start = end;
    }
    return list;
}

/** Join parts of entries. */
export function joined(parts) {
    const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let place = 0;
    for (const part of parts) {
        all.set(part, place);
        place += part.length;
    }
    return all;
}

/** Leave out the entries of some ids. */
export function without(bytes, ids, coupon) {
    const kept = [];
    for (const entry of walk(bytes)) {
        if (entry.coupon !== coupon || !ids.has(entry.id)) {
            kept.push(bytes.subarray(entry.start, entry.end));
        }
    }
    return joined(kept);
}

/** Entries by the first byte of their digest. */
export function byBucket(bytes) {
    const parts = new Map();
    for (const { start, end } of walk(bytes)) {
        const bucket = bytes[start];
        parts.set(bucket, [...(parts.get(bucket) || []), bytes.subarray(start, end)]);
    }
    return new Map([...parts].map(([bucket, list]) => [bucket, joined(list)]));
}

/**
 * Read the entries that a digest finds, the one that is meant first.
 *
 * @param {Uint8Array} bytes a bucket
 * @param {Uint8Array} mask HMAC-SHA512 of what was typed
 * @param {boolean} coupon
 */
export function found(bytes, mask, coupon) {
    const list = [];
    for (const entry of walk(bytes)) {
        if (entry.coupon === coupon && isDigest(bytes, entry.start, mask)) {
            list.push(read(bytes, entry, mask));
        }
    }
    return list.sort((left, right) => left.rank - right.rank || left.id - right.id);
}

function isDigest(bytes, start, mask) {
    for (let place = 0; place < 8; place++) {
        if (bytes[start + place] !== mask[place]) {
            return false;
        }
    }
    return true;
}

function read(bytes, { start, end, id, coupon }, mask) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const days = view.getUint16(start + 21, true);
    const tail = bytes.slice(start + HEAD, end).map((byte, place) => byte ^ mask[8 + place]);
    return {
        id,
        rank: bytes[start + 12] & ~IS_COUPON,
        group: view.getUint32(start + 13, true),
        points: view.getUint32(start + 17, true) / 100,
        day: days ? new Date(EPOCH + days * DAY).toISOString().slice(0, 10) : false,
        name: coupon ? "" : new TextDecoder().decode(tail),
        owner: coupon ? new DataView(tail.buffer).getUint32(0, true) : 0,
    };
}
