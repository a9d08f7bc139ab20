from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ..coupons.conditions import Rule
from ..coupons.points import Earning


class LoyaltyRule(models.Model):
    """Core's rules as plain values, for the calculations."""

    _inherit = "loyalty.rule"

    def _kms_products(self, bought):
        """Return those of the products that count for the rule; None when each does.

        :param set bought: ids of products
        :rtype: frozenset | None
        """
        self.ensure_one()
        if not (
            self.product_ids
            or self.product_category_id
            or self.product_tag_id
            or self.product_domain not in (False, "[]")
        ):
            return None
        domain = Domain("id", "in", list(bought)) & Domain(self._get_valid_product_domain())
        return frozenset(
            self.env["product.product"].with_context(active_test=False).search(domain).ids
        )

    def _kms_rule(self, bought):
        """Return what the rule asks of a basket."""
        return Rule(
            minimum=Decimal(str(self.minimum_amount)),
            tax_included=self.minimum_amount_tax_mode == "incl",
            products=self._kms_products(bought),
        )

    def _kms_earning(self, bought):
        """Return what the rule gives for an order."""
        return Earning(
            mode=self.reward_point_mode,
            amount=Decimal(str(self.reward_point_amount)),
            products=self._kms_products(bought),
            minimum=Decimal(str(self.minimum_amount)),
            tax_included=self.minimum_amount_tax_mode == "incl",
            minimum_quantity=Decimal(self.minimum_qty),
        )
