from decimal import Decimal

from odoo import models

from ..judging.price import Finding
from ..judging.shares import due_back
from .loyalty_program_coupon import PURSES


class PosOrder(models.Model):
    """Goods come back at what they had cost: the discounts of their order go back with them."""

    _inherit = "pos.order"

    def _kms_judge_paid_back(self, lines):
        found = super()._kms_judge_paid_back(lines)
        return found or self._kms_judge_kept(lines)

    def _kms_judge_kept(self, lines):
        """Return whether the customer keeps discounts of goods that came back.

        :param pos.order.line lines: that take something back
        """
        found = []
        for origin in lines.refunded_orderline_id.order_id:
            discounts = origin.lines.filtered(self._kms_follows)
            if not discounts:
                continue
            due = sum((self._kms_due_back(line) for line in discounts), Decimal(0))
            backs = self._kms_paid_lines(discounts.refund_orderline_ids)
            left = self._kms_exact(backs._kms_paid())
            if left < due - self._kms_rounding() * (len(backs) + 1):
                finding = Finding("kept", values={"paid": left, "due": due})
                found.append((finding, self.env["product.product"]))
        return found

    def _kms_follows(self, line):
        """Say whether a line is a discount of the till, which goods take with them."""
        return line.qty > 0 and line.price_subtotal_incl < 0 and not line.sale_order_origin_id

    def _kms_paid_lines(self, lines):
        return lines - lines.filtered(self._kms_unpaid)

    def _kms_due_back(self, discount):
        """Return what the customer leaves of a discount, with what came back until now.

        :rtype: Decimal
        """
        goods = self._kms_discounted(discount)
        backs = self._kms_paid_lines(goods.refund_orderline_ids)
        return due_back(
            -self._kms_exact(discount.price_subtotal_incl),
            -self._kms_exact(backs._kms_paid()),
            self._kms_exact(sum(goods.mapped("price_subtotal_incl"))),
            self._kms_exact(self.currency_id.rounding),
        )

    def _kms_discounted(self, discount):
        """Return the goods that a discount was taken from."""
        reward = discount.reward_id
        goods = discount.order_id.lines.filtered(
            lambda line: line.qty > 0 and line.price_subtotal_incl > 0
        )
        if reward.program_id.program_type in PURSES:
            return goods
        if self._kms_is_tiers(reward.program_id):
            goods = goods.filtered(lambda line: not line.sale_order_origin_id) or goods
        rewarded = None
        if reward.reward_type == "product":
            rewarded = set(reward.reward_product_ids.ids)
        elif reward:
            rewarded = reward._kms_rewarded(set(goods.product_id.ids))
        if rewarded is not None:
            goods = goods.filtered(lambda line: line.product_id.id in rewarded) or goods
        taxes = _split(discount)
        return goods.filtered(lambda line: _split(line) == taxes) or goods

    def _kms_is_tiers(self, program):
        tiers = self.env["kms.loyalty.tier"]
        return bool(program and tiers.search_count([("discount_program_id", "=", program.id)]))


def _split(line):
    """Return the taxes by which the till splits a discount."""
    return line.tax_ids.filtered(lambda tax: tax.amount_type != "fixed")
