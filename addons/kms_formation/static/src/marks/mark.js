const NUMBER = /^[0-9]{1,4}([.,][0-9]{1,2})?$/;
const ABSENT = new Set(["a", "abs", "abs.", "absent"]);

/**
 * Whether a cell can be sent: a number up to the best mark, «abs», or nothing. The server reads it.
 *
 * @param {string} text
 * @param {number} best
 */
export function isMark(text, best) {
    const typed = text.trim().toLowerCase();
    if (!typed || ABSENT.has(typed)) {
        return true;
    }
    return NUMBER.test(typed) && Number(typed.replace(",", ".")) <= best;
}
