from odoo import fields, models
from odoo.tools import SQL

CROSSINGS = [
    ("open", "Neither delivered nor paid"),
    ("paid_undelivered", "Paid, to deliver"),
    ("delivered_unpaid", "Delivered, to collect"),
    ("partial", "Partly"),
    ("complete", "Delivered and paid"),
]


class KmsDeliveryPaymentReport(models.Model):
    """Register E: what was sold against what was delivered, invoiced and cashed, a line per sale.

    Money comes from posted invoices and credit notes: a document that covers several sales counts
    for each of them by its lines, and what is cashed of it by the same share. Goods come from the
    delivered quantities of the sale's lines; services are not delivered. Both follow the documents,
    nothing is stored.
    """

    _name = "kms.delivery.payment.report"
    _description = "Delivered against cashed"
    _auto = False
    _order = "date_order desc, id desc"
    _rec_name = "sale_id"
    _depends = {
        "sale.order": ["state", "amount_total", "date_order", "partner_id", "team_id", "user_id"],
        "sale.order.line": ["qty_delivered", "product_uom_qty", "price_total", "invoice_lines"],
        "account.move": ["state", "move_type", "amount_total", "amount_residual"],
        "account.move.line": ["price_total", "sale_line_ids"],
        "stock.picking": ["state", "date_done", "sale_id"],
    }

    sale_id = fields.Many2one("sale.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales team", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    kms_channel = fields.Selection(
        lambda self: self.env["crm.team"]._fields["kms_channel"].selection,
        string="Channel",
        readonly=True,
    )
    date_order = fields.Datetime(string="Sold on", readonly=True)
    delivered_date = fields.Datetime(string="Last delivery", readonly=True)
    amount_total = fields.Monetary(string="Sold", readonly=True)
    delivered_amount = fields.Monetary(string="Delivered", readonly=True)
    invoiced_amount = fields.Monetary(string="Invoiced", readonly=True)
    paid_amount = fields.Monetary(string="Cashed", readonly=True)
    due_amount = fields.Monetary(string="To collect", readonly=True)
    undelivered_amount = fields.Monetary(string="To deliver", readonly=True)
    has_goods = fields.Boolean(string="Goods", readonly=True)
    crossing = fields.Selection(CROSSINGS, string="Status", readonly=True)
    age_days = fields.Integer(string="Days open", readonly=True, aggregator="max")
    age = fields.Selection(
        [
            ("a_week", "0-7 days"),
            ("b_month", "8-30 days"),
            ("c_quarter", "31-90 days"),
            ("d_old", "Over 90 days"),
        ],
        readonly=True,
    )

    def action_open_sale(self):
        self.check_access("read")
        return self.sale_id._get_records_action()

    @property
    def _table_query(self):
        """The crossing: half a currency unit of rounding never keeps a sale open."""
        return SQL(
            """
            SELECT fact.*,
                   delivered_amount + undelivered_amount >= 0.5 AS has_goods,
                   CASE WHEN undelivered_amount < 0.5 AND due_amount < 0.5 THEN 'complete'
                        WHEN undelivered_amount < 0.5 AND paid_amount < 0.5 THEN 'delivered_unpaid'
                        WHEN due_amount < 0.5 AND delivered_amount < 0.5 THEN 'paid_undelivered'
                        WHEN delivered_amount < 0.5 AND paid_amount < 0.5 THEN 'open'
                        ELSE 'partial'
                   END AS crossing,
                   CASE WHEN undelivered_amount < 0.5 AND due_amount < 0.5 THEN NULL
                        WHEN age_days <= 7 THEN 'a_week'
                        WHEN age_days <= 30 THEN 'b_month'
                        WHEN age_days <= 90 THEN 'c_quarter'
                        ELSE 'd_old'
                   END AS age
              FROM (%(facts)s) AS fact
            """,
            facts=self._kms_facts(),
        )

    def _kms_facts(self):
        """Return the figures of each confirmed sale."""
        return SQL(
            """
            SELECT sale.id,
                   sale.id AS sale_id,
                   sale.company_id,
                   sale.currency_id,
                   sale.partner_id,
                   sale.team_id,
                   sale.user_id,
                   sale.kms_channel,
                   sale.date_order,
                   sale.amount_total,
                   goods.delivered_date,
                   COALESCE(lines.delivered, 0) AS delivered_amount,
                   COALESCE(lines.undelivered, 0) AS undelivered_amount,
                   COALESCE(money.invoiced, 0) AS invoiced_amount,
                   COALESCE(money.paid, 0) AS paid_amount,
                   GREATEST(
                       sale.amount_total - COALESCE(refunded.amount, 0), COALESCE(money.invoiced, 0)
                   ) - COALESCE(money.paid, 0) AS due_amount,
                   (NOW() AT TIME ZONE house.kms_timezone)::date
                       - (COALESCE(goods.delivered_date, sale.date_order)
                          AT TIME ZONE 'UTC' AT TIME ZONE house.kms_timezone)::date AS age_days
              FROM sale_order sale
              JOIN res_company house ON house.id = sale.company_id
              LEFT JOIN LATERAL (%(lines)s) lines ON TRUE
              LEFT JOIN LATERAL (%(refunded)s) refunded ON TRUE
              LEFT JOIN LATERAL (%(money)s) money ON TRUE
              LEFT JOIN LATERAL (
                    SELECT MAX(picking.date_done) AS delivered_date
                      FROM stock_picking picking
                     WHERE picking.sale_id = sale.id AND picking.state = 'done'
                   ) goods ON TRUE
             WHERE sale.state = 'sale'
            """,
            lines=self._kms_lines(),
            refunded=self._kms_refunded(),
            money=self._kms_money(),
        )

    def _kms_lines(self):
        """Return goods of ``sale``, delivered and to deliver, tax included, less what went back."""
        return SQL(
            """
            SELECT SUM(line.price_total * LEAST(line.qty_delivered / line.product_uom_qty, 1))
                       AS delivered,
                   SUM(line.price_total * GREATEST(
                       1 - (line.qty_delivered + line.kms_compensated_qty) / line.product_uom_qty, 0
                   )) AS undelivered
              FROM sale_order_line line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE line.order_id = sale.id
               AND line.display_type IS NULL
               AND line.product_uom_qty > 0
               AND template.type != 'service'
            """
        )

    def _kms_refunded(self):
        """Return what disputes have taken off ``sale``: it is owed no longer."""
        return SQL(
            """
            SELECT sale.amount_total / NULLIF(SUM(line.price_total), 0)
                   * SUM(line.price_total * line.kms_compensated_qty / line.product_uom_qty)
                       AS amount
              FROM sale_order_line line
             WHERE line.order_id = sale.id
               AND line.product_uom_qty > 0
            """
        )

    def _kms_money(self):
        """Return what is invoiced and cashed of ``sale``; other addons add their own cash.

        By the share of its lines in the document's total: taxes may be rounded over all lines.
        """
        return SQL(
            """
            SELECT SUM(part.amount) AS invoiced,
                   SUM(part.amount * (1 - part.residual)) AS paid
              FROM (
                    SELECT move.amount_total * SUM(item.price_total)
                               / NULLIF((
                                   SELECT SUM(every.price_total) FROM account_move_line every
                                    WHERE every.move_id = move.id
                                      AND every.display_type = 'product'
                               ), 0)
                               * CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                               AS amount,
                           COALESCE(move.amount_residual / NULLIF(move.amount_total, 0), 0)
                               AS residual
                      FROM sale_order_line line
                      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
                      JOIN account_move_line item ON item.id = rel.invoice_line_id
                      JOIN account_move move ON move.id = item.move_id
                     WHERE line.order_id = sale.id
                       AND move.state = 'posted'
                       AND move.move_type IN ('out_invoice', 'out_refund')
                     GROUP BY move.id
                   ) part
            """
        )
