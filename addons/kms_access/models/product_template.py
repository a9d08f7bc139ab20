from odoo import models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "kms.audited.mixin"]

    _kms_audited = {"list_price": "price", "standard_price": "price"}
