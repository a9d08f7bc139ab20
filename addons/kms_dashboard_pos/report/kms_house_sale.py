from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..figures.sales import select_orders, select_tills


class KmsHouseSale(models.Model):
    """What is behind the revenue of the house: lines of orders and of tills, each once.

    Amounts are in the company's currency. A line without a product is what rounding adds to an
    order, so that lines sum up to orders.
    """

    _name = "kms.house.sale"
    _description = "Sale of the house"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "pos.order": ["amount_total", "currency_rate", "date_order", "kms_channel", "state"],
        "pos.order.line": [
            "is_total_cost_computed",
            "price_subtotal",
            "price_subtotal_incl",
            "price_unit",
            "product_id",
            "qty",
            "refunded_orderline_id",
            "sale_order_origin_id",
            "total_cost",
        ],
        "product.template": ["categ_id"],
        "sale.order": [
            "amount_total",
            "amount_untaxed",
            "campaign_id",
            "currency_rate",
            "date_order",
            "kms_channel",
            "state",
            "user_id",
        ],
        "sale.order.line": ["kms_margin", "price_subtotal", "price_total", "product_id"],
    }

    date = fields.Datetime(readonly=True)
    reference = fields.Char(string="Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson or cashier", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product family", readonly=True)
    sale_id = fields.Many2one("sale.order", string="Sales order", readonly=True)
    pos_order_id = fields.Many2one("pos.order", string="Ticket", readonly=True)
    price_total = fields.Monetary(string="With taxes", readonly=True)
    price_subtotal = fields.Monetary(string="Without taxes", readonly=True)
    margin = fields.Monetary(string="Gross margin", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT u.id, u.date, COALESCE(q.name, k.pos_reference, k.name) AS reference,"
            " u.company_id, u.kms_channel, u.user_id, u.partner_id, u.campaign_id, u.product_id,"
            " u.categ_id, u.sale_id, u.pos_order_id, u.price_total / u.rate AS price_total,"
            " u.price_subtotal / u.rate AS price_subtotal, u.margin / u.rate AS margin"
            " FROM (%s UNION ALL %s) u LEFT JOIN sale_order q ON q.id = u.sale_id"
            " LEFT JOIN pos_order k ON k.id = u.pos_order_id",
            select_orders(SQL("TRUE")),
            select_tills(SQL("TRUE")),
        )

    def action_open(self):
        """Open the order or the ticket of the line.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return (self.sale_id or self.pos_order_id)._get_records_action()
