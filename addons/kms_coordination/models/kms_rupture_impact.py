from odoo import models
from odoo.tools import SQL

from .kms_rupture import SALES_DAYS


class KmsRupture(models.Model):
    """What a stock-out costs, from the documents alone."""

    _inherit = "kms.rupture"

    def _kms_refresh_impact(self):
        """Count anew the revenue at risk, tax included, in three queries for all of them.

        Open quotations: lines of quotations still valid. Unfilled orders: what is ordered and not
        delivered, less the share that the stock covers. Usual sales: the daily mean of the last 90
        days, until the expected date or for the usual wait of the company.
        """
        for company, ruptures in self.grouped("company_id").items():
            quotes = ruptures._kms_sum_quotes(company)
            demand = ruptures._kms_sum_demand(company)
            sales = ruptures._kms_sum_sales(company)
            today = company._kms_today()
            for rupture in ruptures:
                product = rupture.product_id.id
                asked, value = demand.get(product, (0, 0))
                unfilled = max(asked - max(rupture.quantity_now, 0), 0)
                days = (
                    max((rupture.expected_date - today).days, 0)
                    if rupture.expected_date
                    else company.kms_rupture_days
                )
                # sudo: sealed fields, computed from documents that the reporter may not read.
                rupture.sudo().write(
                    {
                        "impact_quotes": quotes.get(product, 0),
                        "impact_demand": value * unfilled / asked if asked else 0,
                        "impact_sales": sales.get(product, 0) / SALES_DAYS * days,
                    }
                )

    def _kms_asked_quantity(self):
        """Return how many are asked for in open quotations and unfilled orders.

        :rtype: float
        """
        self.ensure_one()
        asked, _value = self._kms_sum_demand(self.company_id).get(self.product_id.id, (0, 0))
        quoted = self._kms_query(
            self.company_id,
            SQL("SUM(line.product_uom_qty)"),
            SQL("sale.state IN ('draft', 'sent') AND %s", self._kms_still_valid(self.company_id)),
        )
        return asked + sum(quantity for _product, quantity in quoted)

    def _kms_sum_quotes(self, company):
        return dict(
            self._kms_query(
                company,
                SQL("SUM(line.price_total / COALESCE(NULLIF(sale.currency_rate, 0), 1))"),
                SQL("sale.state IN ('draft', 'sent') AND %s", self._kms_still_valid(company)),
            )
        )

    def _kms_sum_demand(self, company):
        """Return what is ordered and not delivered: quantity and value by product."""
        rows = self._kms_query(
            company,
            SQL(
                """
                SUM(line.product_uom_qty - line.qty_delivered),
                SUM(line.price_total / COALESCE(NULLIF(sale.currency_rate, 0), 1)
                    * (1 - line.qty_delivered / line.product_uom_qty))
                """
            ),
            SQL("sale.state = 'sale' AND line.qty_delivered < line.product_uom_qty"),
        )
        return {product: (quantity, value) for product, quantity, value in rows}

    def _kms_sum_sales(self, company):
        return dict(
            self._kms_query(
                company,
                SQL("SUM(line.price_total / COALESCE(NULLIF(sale.currency_rate, 0), 1))"),
                SQL(
                    "sale.state = 'sale' AND sale.date_order >= "
                    "NOW() AT TIME ZONE 'UTC' - %s * INTERVAL '1 day'",
                    SALES_DAYS,
                ),
            )
        )

    def _kms_still_valid(self, company):
        return SQL("(sale.validity_date IS NULL OR sale.validity_date >= %s)", company._kms_today())

    def _kms_query(self, company, figures, condition):
        """Return rows of product and figures over the lines of sales."""
        self.env["sale.order.line"].flush_model()
        self.env["sale.order"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT line.product_id, %s
                  FROM sale_order_line line
                  JOIN sale_order sale ON sale.id = line.order_id
                 WHERE line.product_id IN %s
                   AND sale.company_id = %s
                   AND line.product_uom_qty > 0
                   AND %s
                 GROUP BY line.product_id
                """,
                figures,
                tuple(self.product_id.ids) or (0,),
                company.id,
                condition,
            )
        )
        return self.env.cr.fetchall()
