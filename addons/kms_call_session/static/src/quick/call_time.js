import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";

const { DateTime } = luxon;
const QUARTER = 15;
// What a date field of the browser holds.
export const INPUT_FORMAT = "yyyy-MM-dd'T'HH:mm";

/** Minutes and seconds of a call: 01:42. */
export function clock(seconds) {
    const minutes = String(Math.floor(seconds / 60)).padStart(2, "0");
    return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** A moment some hours away, on the next quarter of an hour, for a date field. */
export function inHours(hours) {
    const moment = DateTime.now().plus({ hours });
    const late = moment.minute % QUARTER;
    return moment.plus({ minutes: late ? QUARTER - late : 0 }).toFormat(INPUT_FORMAT);
}

/** Tomorrow in the morning, for a date field: when an appointment is likely to be. */
export function tomorrow() {
    return DateTime.now().plus({ days: 1 }).set({ hour: 10, minute: 0 }).toFormat(INPUT_FORMAT);
}

/** What a date field holds, as the server takes it; false when it holds nothing. */
export function toServer(value) {
    const moment = DateTime.fromFormat(value || "", INPUT_FORMAT);
    return moment.isValid ? moment.toUTC().toISO({ suppressMilliseconds: true }) : false;
}

/** A moment of the server, short: 12/11 09:30. */
export function short(text) {
    return text ? formatDateTime(deserializeDateTime(text), { format: "dd/MM HH:mm" }) : "";
}
