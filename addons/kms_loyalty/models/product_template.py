from odoo import models


class ProductTemplate(models.Model):
    """List prices leave their former values behind."""

    _inherit = "product.template"

    def write(self, vals):
        if "list_price" in vals:
            changed = self.filtered(lambda template: template.list_price != vals["list_price"])
            self.env["kms.price.past"]._kms_keep_list_prices(changed)
        return super().write(vals)
