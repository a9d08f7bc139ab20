from odoo import api, models

# What makes the amount of a sale.
PRICED = {"price_unit", "product_uom_qty", "discount", "product_id", "tax_ids", "order_id"}


class SaleOrderLine(models.Model):
    """The amount of a sale stands in a register: its lines are watched with it."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )
        with orders._kms_watch_amount():
            return super().create(vals_list)

    def write(self, vals):
        if PRICED.isdisjoint(vals):
            return super().write(vals)
        with self.order_id._kms_watch_amount():
            return super().write(vals)

    def unlink(self):
        with self.order_id._kms_watch_amount():
            return super().unlink()
