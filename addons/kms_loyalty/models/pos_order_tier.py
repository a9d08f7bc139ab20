from decimal import Decimal

from odoo import models

from ..rating.days import local_day
from .loyalty_program_coupon import PURSES


class PosOrder(models.Model):
    """The discount of the tier, judged when the order arrives: kept, and marked if doubtful."""

    _inherit = "pos.order"

    def _kms_settle_coupons(self):
        return super()._kms_settle_coupons() + self._kms_judge_tier()

    def confirm_coupon_programs(self, coupon_data):
        """Leave the discounts of tiers out: there is no card behind them.

        :param dict coupon_data: as core
        """
        self.check_access("write")
        if isinstance(coupon_data, dict):
            # sudo: which programs are tiers', nothing else.
            tiers = (
                self.env["kms.loyalty.tier"].sudo().search([("discount_program_id", "!=", False)])
            )
            programs = set(tiers.discount_program_id.ids)
            coupon_data = {
                key: vals
                for key, vals in coupon_data.items()
                if not (isinstance(vals, dict) and vals.get("program_id") in programs)
            }
        return super().confirm_coupon_programs(coupon_data)

    def _kms_judge_tier(self):
        """Say what is better for the customer than their tier.

        :return: a sentence for each doubt
        :rtype: list[str]
        """
        lines = self._kms_reward_lines()
        tiers = self.env["kms.loyalty.tier"].search(
            [("discount_program_id", "in", lines.reward_id.program_id.ids)]
        )
        if not tiers:
            return []
        own = self._kms_tiers_then()
        best = max(own.mapped("discount"), default=0)
        mine = lines.filtered(lambda line: line.reward_id.program_id in tiers.discount_program_id)
        given = -sum(Decimal(str(line.price_subtotal_incl)) for line in mine)
        most = self._kms_tier_goods() * Decimal(str(best)) / 100
        # the till rounds each tax apart
        slack = Decimal(str(self.currency_id.rounding)) * max(1, len(mine))
        if given <= most + slack:
            return []
        if not best:
            name = ", ".join(tiers.mapped("name"))
            return [self.env._("The discount of %(tier)s is not this customer's.", tier=name)]
        return [self.env._("The discount is higher than the one of the customer's tier.")]

    def _kms_tiers_then(self):
        """Return the tiers that the customer has, or has had since the day of the order."""
        company, partner = self.company_id, self.partner_id.commercial_partner_id
        day = local_day(self.date_order, company.kms_timezone)
        moves = self.env["kms.loyalty.move"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("applied", "=", True),
                ("date", ">=", day),
            ]
        )
        return partner.with_company(company).kms_loyalty_tier_id | moves.from_tier_id

    def _kms_tier_goods(self):
        """Return what the discount of a tier is taken from, tax included.

        :rtype: Decimal
        """
        money = self.env["loyalty.program"].search([("program_type", "in", PURSES)])
        return sum(
            (
                Decimal(str(line.price_subtotal_incl))
                for line in self._kms_goods()
                if not line.sale_order_origin_id
                and line.product_id not in money.trigger_product_ids
            ),
            Decimal(0),
        )
