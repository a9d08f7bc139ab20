/** Programs whose discounts are money that the customer had, whatever they bought with it. */
const PURSES = ["gift_card", "ewallet"];
/** The smallest part of a line that the database keeps. */
const STEP = 0.01;

/** Whether a line is a discount of the till, which goods take with them when they come back. */
export function isDiscount(line) {
    return line.qty > 0 && line.price_unit < 0 && !line.sale_order_origin_id;
}

/**
 * The goods that a discount was taken from, as the server sees them (`_kms_discounted`).
 *
 * @param {Object} discount line
 * @param {boolean} ofTier what was ordered at an agreed price has no part in it
 * @returns {Object[]} lines
 */
export function discounted(discount, ofTier) {
    const reward = discount.reward_id;
    let goods = discount.order_id.lines.filter((line) => line.qty > 0 && line.price_unit > 0);
    if (PURSES.includes(reward?.program_id?.program_type)) {
        return goods;
    }
    const only = (test) => {
        const some = goods.filter(test);
        goods = some.length ? some : goods;
    };
    if (ofTier) {
        only((line) => !line.sale_order_origin_id);
    }
    if (reward?.reward_type === "product") {
        only((line) => has(reward.reward_product_ids, line.product_id));
    } else if (reward?.discount_applicability === "specific") {
        only((line) => has(reward.all_discount_product_ids, line.product_id));
    }
    const taxes = split(discount);
    only((line) => split(line) === taxes);
    return goods;
}

function has(products, product) {
    return products.some((one) => one.id === product.id);
}

function split(line) {
    const ids = line.tax_ids.filter((tax) => tax.amount_type !== "fixed").map((tax) => tax.id);
    return ids.toSorted((one, two) => one - two).join(",");
}

/**
 * What a refund takes of a discount: with all refunds so far, its share of the goods.
 *
 * The database keeps two decimals of a quantity, so the amount decides and the quantity follows; what
 * is left at the end goes whole.
 *
 * @param {{amount: number, quantity: number}} discount amount taken off, positive
 * @param {{part: number, whole: number}} goods value that came back until now, and in all
 * @param {{amount: number, quantity: number}} before taken back by other refunds
 * @param {(amount: number) => number} round to the currency
 * @returns {{amount: number, quantity: number}|null}
 */
export function shareBack(discount, { part, whole }, before, round) {
    const last = part >= whole;
    const ratio = last ? 1 : Math.max(part, 0) / whole;
    const amount = round(discount.amount * ratio) - before.amount;
    const left = discount.quantity - before.quantity;
    const due = Math.floor((discount.quantity * ratio) / STEP + 1e-6) * STEP - before.quantity;
    const quantity = Number((last ? left : Math.min(Math.max(due, STEP), left - STEP)).toFixed(2));
    return amount > 0 && quantity > 0 ? { amount: round(amount), quantity } : null;
}
