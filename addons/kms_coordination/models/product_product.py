from odoo import fields, models

from .kms_rupture import OPEN_STATES


class ProductProduct(models.Model):
    _inherit = "product.product"

    kms_alternative_ids = fields.Many2many(
        "product.product",
        "kms_product_alternative_rel",
        "product_id",
        "alternative_id",
        string="Alternatives",
        help="What to offer when the product is out of stock.",
    )

    def _kms_get_thresholds(self, company):
        """Return the alert threshold of each product: the highest minimum of its reorder rules.

        :param company: `res.company` record
        :rtype: dict[product.product, float]
        """
        # sudo: salespeople report stock-outs without rights on reorder rules.
        return dict(
            self.env["stock.warehouse.orderpoint"]
            .sudo()
            ._read_group(
                [("product_id", "in", self.ids), ("company_id", "=", company.id)],
                ["product_id"],
                ["product_min_qty:max"],
            )
        )

    def _kms_get_ruptures(self, company):
        """Return the open stock-out of each product that has one.

        :param company: `res.company` record
        :rtype: dict[int, kms.rupture]
        """
        # sudo: whoever sells is warned, whatever their rights.
        ruptures = (
            self.env["kms.rupture"]
            .sudo()
            .search(
                [
                    ("product_id", "in", self.ids),
                    ("company_id", "=", company.id),
                    ("state", "in", OPEN_STATES),
                ]
            )
        )
        return {rupture.product_id.id: rupture for rupture in ruptures}
