from odoo import api, fields, models

READERS = "kms_base.role_marketing,kms_base.role_accountant"


class SaleOrderLine(models.Model):
    """What a line brings. Core's ``sale_margin`` shows costs to every salesperson."""

    _inherit = "sale.order.line"

    kms_unit_cost = fields.Monetary(
        string="Unit cost",
        compute="_compute_kms_unit_cost",
        store=True,
        copy=False,
        groups=READERS,
        help="Cost of the product when the line was written; a later change leaves it as it is.",
    )
    kms_margin = fields.Monetary(
        string="Gross margin",
        compute="_compute_kms_margin",
        store=True,
        groups=READERS,
        help="Amount without taxes less the cost of what was sold.",
    )

    @api.depends("product_id", "company_id", "currency_id", "product_uom_id")
    def _compute_kms_unit_cost(self):
        for line in self:
            product = line.product_id.with_company(line.company_id)
            if not product:  # a note, or a down payment
                line.kms_unit_cost = 0
                continue
            unit = line.product_uom_id or product.uom_id
            cost = product.uom_id._compute_price(product.standard_price, unit)
            line.kms_unit_cost = line._kms_to_currency(cost, product.cost_currency_id)

    @api.depends("price_subtotal", "product_uom_qty", "kms_unit_cost")
    def _compute_kms_margin(self):
        for line in self:
            line.kms_margin = line.price_subtotal - line.kms_unit_cost * line.product_uom_qty

    def _kms_to_currency(self, amount, currency):
        self.ensure_one()
        if not currency or not self.currency_id or currency == self.currency_id:
            return amount
        date = self.order_id.date_order or fields.Date.today()
        return currency._convert(amount, self.currency_id, self.company_id, date, round=False)
