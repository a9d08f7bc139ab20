/**
 * What is left of a price when so much is taken off.
 *
 * @param {number} price usual price of one unit
 * @param {number} most percent that may be taken off
 * @returns {number}
 */
export function lowestPrice(price, most) {
    return price * (1 - Math.min(Math.max(most, 0), 100) / 100);
}

/**
 * Say whether a price, or a discount, or both together, take more off than may be.
 *
 * @param {{usual: number, price: number, discount: number}} line one unit
 * @param {number} most percent that may be taken off
 * @returns {boolean}
 */
export function isTooMuch({ usual, price, discount }, most) {
    if (!(usual > 0)) {
        return false;
    }
    // the server allows as much for rounding
    return price * (1 - (discount || 0) / 100) < lowestPrice(usual, most) - 0.01;
}
