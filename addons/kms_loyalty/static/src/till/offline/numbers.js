/**
 * A number as people read it, in the groups that the server uses where nine digits are dialled.
 *
 * @param {string} number in E.164
 * @param {string|number} callingCode of the company's country
 */
export function spaced(number, callingCode) {
    const code = `+${callingCode}`;
    const groups = number.slice(code.length).match(/^(\d{3})(\d\d)(\d\d)(\d\d)$/);
    return callingCode && number.startsWith(code) && groups
        ? [code, ...groups.slice(1)].join(" ")
        : number;
}

/**
 * How a typed number may be meant, in E.164, as the server reads it: with and without the calling
 * code, whatever separates the digits.
 *
 * @param {string} phone
 * @param {string|number} callingCode of the company's country, such as 237
 * @returns {string[]} the likeliest first; empty for what is no number
 */
export function readings(phone, callingCode) {
    const text = String(phone || "")
        .normalize("NFKC")
        .trim();
    const digits = text.replace(/[\s.\-/()]/g, "");
    if (!/^\+?\d{6,15}$/.test(digits.replace(/^00/, "+"))) {
        return [];
    }
    if (/^(\+|00)/.test(digits)) {
        return [`+${digits.replace(/^(\+|00)/, "")}`];
    }
    const own = callingCode ? [`+${callingCode}${digits}`] : [];
    if (callingCode && digits.startsWith("0")) {
        own.push(`+${callingCode}${digits.slice(1)}`);
    }
    return [...own, `+${digits}`];
}
