from odoo import models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "kms.audited.mixin"]

    _kms_audited = {"price_unit": "price", "discount": "discount"}
    _kms_audited_new = frozenset({"discount"})

    def _kms_audit_name(self):
        return f"{self.order_id.name}: {self.product_id.display_name or self.name}"
