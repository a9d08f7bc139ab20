from odoo import api, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "kms.satisfaction.mixin"]

    def _prepare_kms_satisfaction_values(self):
        return super()._prepare_kms_satisfaction_values() | {"service": "purchase"}

    def _kms_satisfaction_refusal(self):
        """Only a sale is rated: a quotation is not yet, a cancelled sale not any more."""
        self.ensure_one()
        if self.state == "sale":
            return ""
        return self.env._("Only a confirmed sale can be rated.")

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        return (
            Domain("state", "=", "sale")
            & Domain("date_order", ">=", start)
            & Domain("date_order", "<", end)
            & Domain("company_id", "=", self.env.company.id)
        )
