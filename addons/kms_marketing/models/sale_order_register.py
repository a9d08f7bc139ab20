from odoo import models


class SaleOrder(models.Model):
    """Quotations and sales are lines of registers."""

    _name = "sale.order"
    _inherit = ["sale.order", "kms.register.line"]

    def _kms_watch_amount(self):
        """Trace what happens to the amounts of sales, inside the block.

        A quotation that still waits is changed freely.
        """
        sales = self.filtered(lambda order: order.state == "sale")
        return sales._kms_watch_columns({"amount_total"})
