import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { TierDot } from "./tier_dot";

const { DateTime } = luxon;

/** A customer in front of the till: who, which tier, which points, which coupons. */
export class CustomerCard extends Component {
    static template = "kms_loyalty.CustomerCard";
    static components = { TierDot };
    static props = {
        customer: Object,
        unconfirmed: { type: Boolean, optional: true },
        onCoupon: { type: Function, optional: true },
    };

    get customer() {
        return this.props.customer;
    }

    get percent() {
        const { discount } = this.customer.tier;
        return discount ? formatFloat(discount, { trailingZeros: false }) : "";
    }

    get facts() {
        const { points = [], purchases, days, score } = this.customer;
        const facts = points.map((mine) => ({
            key: `points-${mine.id}`,
            value: formatFloat(mine.points, { digits: [16, 0] }),
            label: mine.name,
        }));
        if (score !== undefined) {
            facts.push({ key: "score", value: `${score}`, label: _t("out of 100") });
        }
        if (purchases !== undefined) {
            facts.push({
                key: "purchases",
                value: `${purchases}`,
                label: _t("purchases in %s days", days),
            });
        }
        facts.push({ key: "visit", value: this.lastVisit, label: _t("last visit") });
        return facts;
    }

    /** The day of the last visit, as people say it. */
    get lastVisit() {
        if (!this.customer.last_visit) {
            return _t("never");
        }
        const day = deserializeDate(this.customer.last_visit);
        const ago = Math.round(DateTime.now().startOf("day").diff(day, "days").days);
        if (ago <= 0) {
            return _t("today");
        }
        return ago === 1 ? _t("yesterday") : formatDate(day);
    }

    owner(coupon) {
        return coupon.own ? _t("For this customer alone") : _t("For everybody");
    }

    from(coupon) {
        return _t("from %s", coupon.minimum);
    }

    until(coupon) {
        return _t("until %s", formatDate(deserializeDate(coupon.expires)));
    }
}
