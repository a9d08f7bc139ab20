from odoo import models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "kms.audited.mixin"]

    _kms_audited = {"list_price": "price", "standard_price": "price"}

    def _kms_audit_company(self, name):
        """Each company has its own cost of a product that all share."""
        own = super()._kms_audit_company(name)
        return own or (self.env.company if name == "standard_price" else own)
