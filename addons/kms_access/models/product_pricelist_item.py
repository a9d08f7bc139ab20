from odoo import models


class ProductPricelistItem(models.Model):
    _name = "product.pricelist.item"
    _inherit = ["product.pricelist.item", "kms.audited.mixin"]

    _kms_audited = {
        "fixed_price": "price",
        "percent_price": "price",
        "price_discount": "price",
        "price_surcharge": "price",
        "min_quantity": "price",
        "date_start": "price",
        "date_end": "price",
    }
    _kms_audited_new = frozenset({"fixed_price", "percent_price", "price_discount"})

    def _kms_audit_name(self):
        return f"{self.pricelist_id.name}: {self.name}"
