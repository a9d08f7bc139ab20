import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const VERDICTS = {
    more: { icon: "fa-arrow-up", tone: "success" },
    less: { icon: "fa-arrow-down", tone: "danger" },
    no_difference: { icon: "fa-arrows-h", tone: "secondary" },
    too_few: { icon: "fa-hourglass-half", tone: "warning" },
    no_holdout: { icon: "fa-question", tone: "secondary" },
};

/** What a campaign brought: customers with a coupon beside those who were held out. */
export class CouponUplift extends Component {
    static template = "kms_loyalty.CouponUplift";
    static props = { ...standardFieldProps };

    get result() {
        return this.props.record.data[this.props.name];
    }

    get compared() {
        return this.result.holdout.people > 0;
    }

    get rows() {
        const { treated, holdout } = this.result;
        return [
            [_t("Customers"), formatInteger(treated.people), formatInteger(holdout.people)],
            [_t("Buyers"), this.buyers(treated), this.buyers(holdout)],
            [_t("Revenue per head"), this.money(treated.revenue), this.money(holdout.revenue)],
            [_t("Margin per head"), this.money(treated.margin), this.money(holdout.margin)],
        ];
    }

    get gaps() {
        return [
            this.gap(_t("Revenue"), this.result.revenue),
            this.gap(_t("Margin, coupons deducted"), this.result.margin),
        ];
    }

    get coupons() {
        return {
            used: `${formatInteger(this.result.used)} / ${formatInteger(this.result.made)}`,
            cost: this.money(this.result.cost),
        };
    }

    gap(label, { gap, low, high, total, verdict }) {
        const concluded = ["more", "less"].includes(verdict);
        return {
            label,
            head: this.signed(gap),
            range: _t("%(low)s to %(high)s", { low: this.signed(low), high: this.signed(high) }),
            total: concluded ? this.signed(total) : "",
            sentence: this.sentence(verdict),
            ...VERDICTS[verdict],
        };
    }

    sentence(verdict) {
        return {
            more: _t("More than without coupons; chance alone does not explain it."),
            less: _t("Less than without coupons; chance alone does not explain it."),
            no_difference: _t("No difference that chance could not explain."),
            too_few: _t("No conclusion: fewer than %s customers on one side.", this.result.minimum),
            no_holdout: _t("No conclusion: nobody was held out."),
        }[verdict];
    }

    buyers({ buyers, rate }) {
        return `${formatInteger(buyers)} (${formatFloat(100 * rate, { digits: [16, 1] })} %)`;
    }

    money(amount) {
        const currencyId = this.props.record.data.currency_id?.id;
        return formatMonetary(amount, { currencyId });
    }

    signed(amount) {
        return amount > 0 ? `+${this.money(amount)}` : this.money(amount);
    }
}

export const couponUplift = { component: CouponUplift, supportedTypes: ["json"] };

registry.category("fields").add("kms_coupon_uplift", couponUplift);
