from odoo import api, models
from odoo.fields import Domain

from ..coupons.trust import Refunded


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Let core read the sale that a till takes back, while it stores what was paid back."""
        domain = super()._compute_domain(model_name, mode)
        opened = self.env.context.get("kms_refunded")
        if mode != "read" or not isinstance(opened, Refunded) or model_name not in opened.ids:
            return domain
        return Domain(domain) | Domain("id", "in", opened.ids[model_name])
