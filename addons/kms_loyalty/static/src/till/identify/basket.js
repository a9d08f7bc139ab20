/**
 * What the server wants to know of an order to judge a coupon: its identifier and its goods.
 *
 * @param {Object} order of the till
 * @returns {{uuid: string, lines: {product_id: number, incl: number, excl: number}[]}}
 */
export function basketOf(order) {
    const goods = order.lines.filter((line) => !line.is_reward_line && line.product_id);
    return {
        uuid: order.uuid,
        lines: goods.map((line) => ({
            product_id: line.product_id.id,
            incl: line.prices.total_included,
            excl: line.prices.total_excluded,
        })),
    };
}
