/**
 * Write a value with its unit, as the server does for cards.
 *
 * @param {number|null} value
 * @param {"count"|"money"|"percent"|"days"|"hours"|"minutes"} unit
 * @param {{symbol: string, position: string, digits: number}} currency of money
 * @returns {string}
 */
export function formatValue(value, unit, currency) {
    if (value === null) {
        return "\u2013";
    }
    if (unit === "money") {
        const { symbol, position, digits } = currency;
        const number = value.toLocaleString(undefined, {
            minimumFractionDigits: digits,
            maximumFractionDigits: digits,
        });
        return position === "before" ? `${symbol}\u00a0${number}` : `${number}\u00a0${symbol}`;
    }
    const number = value.toLocaleString(undefined, { maximumFractionDigits: 1 });
    return unit === "percent" ? `${number}\u202f%` : number;
}

/**
 * @param {Object} data of a curve
 * @param {number} series rank of the line
 * @param {number} index rank of the point
 * @returns {string} the value at a point of a line
 */
export function formatPoint(data, series, index) {
    const { points, unit } = data.series[series];
    return formatValue(points[index], unit, data.currency);
}
