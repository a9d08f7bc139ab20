/** Never colour alone: each state has a sign and a word. */
const ICONS = {
    present: "fa-check",
    late: "fa-clock-o",
    absent: "fa-times",
    excused: "fa-envelope-o",
};
// Minutes a trainer chooses from, and the step that the time since the beginning is rounded up to.
export const MINUTES = [5, 10, 15, 30, 45, 60];
const STEP = 5;

export function stateIcon(state) {
    return ICONS[state] || "fa-circle-o";
}

/**
 * How late somebody is who comes in now; of a class that is over nobody knows any more.
 *
 * @param {luxon.DateTime} start of the class
 * @param {luxon.DateTime} now
 */
export function minutesLate(start, now) {
    const minutes = now.diff(start, "minutes").minutes;
    return minutes > 0 && minutes <= 180 ? Math.ceil(minutes / STEP) * STEP : 10;
}
