from odoo import models

from ..coupons.trust import PastPrices


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _price_compute(self, price_type, uom=None, currency=None, company=None, date=False):
        """Start from the lowest list price of a time, where the server asks for it."""
        prices = super()._price_compute(price_type, uom, currency, company, date)
        past = self.env.context.get("kms_past_prices")
        if price_type == "list_price" and isinstance(past, PastPrices):
            for key, price in prices.items():
                prices[key] = min(price, past.lowest.get(key, price))
        return prices
