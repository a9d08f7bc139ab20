import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { patch } from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    /** What the customer reads about their loyalty; null when nobody was named. */
    get kmsLoyalty() {
        const tier = this.order.kmsTier;
        if (!tier) {
            return null;
        }
        const stats = (this.order.getLoyaltyPoints() || []).map(({ couponId, points }) => ({
            key: couponId,
            name: points.name,
            won: points.won && formatFloat(points.won, { trailingZeros: false }),
            spent: points.spent && formatFloat(points.spent, { trailingZeros: false }),
            // what the server has answered once the order is paid, what is expected before
            total: formatFloat(this.order.finalized ? points.balance : points.total, {
                trailingZeros: false,
            }),
        }));
        return { tier: tier.name, stats };
    },

    get kmsSaved() {
        const saved = this.order.kmsSaved;
        return saved ? this.formatCurrency(saved) : "";
    },

    /** The coupon for reaching the tier, unless this very order has used it. */
    get kmsCongratulation() {
        const used = new Set(this.order.lines.map((line) => line.coupon_id?.code));
        const coupon = this.order.kmsCustomer?.coupons?.find(
            (mine) => mine.congratulation && !used.has(mine.code)
        );
        return (
            coupon && {
                ...coupon,
                qr: generateQRCodeDataUrl(coupon.code),
                until: coupon.expires ? formatDate(deserializeDate(coupon.expires)) : "",
            }
        );
    },
});
