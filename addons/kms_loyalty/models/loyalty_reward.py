from odoo import models
from odoo.fields import Domain


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _kms_rewarded(self, bought):
        """Return those of the products that a discount is for; None when one is for all.

        :param set bought: ids of products
        :rtype: frozenset | None
        """
        if not self or any(
            reward.reward_type != "discount" or reward.discount_applicability != "specific"
            for reward in self
        ):
            return None
        domain = Domain.OR([Domain(reward._get_discount_product_domain()) for reward in self])
        products = self.env["product.product"].with_context(active_test=False)
        return frozenset(products.search(Domain("id", "in", list(bought)) & domain).ids)

    def _compute_is_global_discount(self):
        """The discount of a tier stands beside a coupon, where core keeps only the better one."""
        super()._compute_is_global_discount()
        # sudo: which programs are tiers', nothing else.
        tiers = self.env["kms.loyalty.tier"].sudo()
        programs = tiers.search([("discount_program_id", "in", self.program_id.ids)])
        for reward in self.filtered(lambda mine: mine.program_id in programs.discount_program_id):
            reward.is_global_discount = False
