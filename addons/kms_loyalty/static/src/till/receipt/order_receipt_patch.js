import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { patch } from "@web/core/utils/patch";

patch(OrderReceipt.prototype, {
    /** What the customer reads about their loyalty; null when nobody was named. */
    get kmsLoyalty() {
        const tier = this.order.kmsTier;
        if (!tier) {
            return null;
        }
        const plain = (points) => formatFloat(points, { trailingZeros: false });
        const stats = (this.order.getLoyaltyPoints() || []).flatMap(
            ({ couponId, points, program }) => [
                points.won && {
                    key: `${couponId}-won`,
                    label: _t("%s won", points.name),
                    value: `+ ${plain(points.won)}`,
                },
                points.spent && {
                    key: `${couponId}-spent`,
                    label: _t("%s spent", points.name),
                    value: `− ${plain(points.spent)}`,
                },
                {
                    key: `${couponId}-total`,
                    label: _t("%s in all", points.name),
                    value: plain(this._kmsBalance(program) ?? points.total),
                },
            ]
        );
        return { tier: tier.name, stats: stats.filter(Boolean) };
    },

    /** What the server has answered; undefined before it has, when only the till's sum is known. */
    _kmsBalance(program) {
        if (!this.order.isSynced || !this.order.finalized) {
            return undefined;
        }
        const partner = this.order.getPartner();
        return this.order.models["loyalty.card"].find(
            (card) =>
                card.id > 0 &&
                card.program_id?.id === program.id &&
                card.partner_id?.id === partner?.id
        )?.points;
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
                from: coupon.minimum ? _t("from %s", coupon.minimum) : "",
                until: coupon.expires ? formatDate(deserializeDate(coupon.expires)) : "",
            }
        );
    },
});
