/** Days and places on the planning board, without a component. */

const { DateTime } = luxon;

/** Return the ISO day `count` days after an ISO day. */
export function addDays(day, count) {
    return DateTime.fromISO(day).plus({ days: count }).toISODate();
}

/** Return the headings of the window: ISO day, label, whether it is today or a weekend. */
export function dayColumns(start, days, today) {
    return Array.from({ length: days }, (_unused, index) => {
        const date = DateTime.fromISO(start).plus({ days: index });
        return {
            iso: date.toISODate(),
            label: date.toFormat("d"),
            name: date.toFormat("ccc"),
            today: date.toISODate() === today,
            weekend: date.weekday >= 6,
        };
    });
}

/** Return the name of an ISO day as people say it. */
export function dayName(day) {
    return DateTime.fromISO(day).toFormat("ccc d LLL");
}

/**
 * Return what a gesture makes of a bar.
 *
 * @param {Object} drag kind (move, end, new), first (column), nights, column and row of the start
 * @param {number} column column under the pointer
 * @returns {{first: number, nights: number}} columns; a bar has one night at least
 */
export function applyDrag(drag, column) {
    const shift = column - drag.column;
    if (drag.kind === "move") {
        return { first: drag.first + shift, nights: drag.nights };
    }
    if (drag.kind === "end") {
        return { first: drag.first, nights: Math.max(drag.nights + shift, 1) };
    }
    return {
        first: Math.min(drag.column, column),
        nights: Math.max(Math.abs(shift), 1),
    };
}

/** Return the rail's and the bars' mark of a state: text never left to the colour alone. */
export const STATE_ICONS = {
    pending: "fa-question",
    confirmed: "fa-check",
    checked_in: "fa-key",
    checked_out: "fa-sign-out",
};
