/** What a cashier can type: digits and a leading plus; a scanned card brings letters and dashes. */
export function cleanNumber(text) {
    return (text || "").replace(/[^0-9A-Za-z+-]/g, "").slice(0, 64);
}

/**
 * Whether a number has all its digits, so that nobody has to say so.
 *
 * @param {string} text as typed so far
 * @param {number} digits of a number of the country, 0 when that is not known
 */
export function isWhole(text, digits) {
    return digits > 0 && text.length === digits && /^\d+$/.test(text);
}
