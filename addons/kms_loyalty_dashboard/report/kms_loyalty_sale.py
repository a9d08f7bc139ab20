from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..figures.sales import select_orders


class KmsLoyaltySale(models.Model):
    """What is behind the figures of the tills' customers: paid orders and their discounts.

    Amounts are in the company's currency.
    """

    _name = "kms.loyalty.sale"
    _description = "Purchase at a till"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "kms.loyalty.tier": ["threshold"],
        "pos.order": [
            "amount_total",
            "currency_rate",
            "date_order",
            "kms_channel",
            "kms_tier_id",
            "partner_id",
            "state",
            "user_id",
        ],
        "pos.order.line": ["price_subtotal_incl", "reward_id"],
    }

    date = fields.Datetime(readonly=True)
    reference = fields.Char(string="Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)
    user_id = fields.Many2one("res.users", string="Cashier", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    best_partner_id = fields.Many2one(
        "res.partner", string="Customer of the best tier", readonly=True
    )
    tier_id = fields.Many2one("kms.loyalty.tier", string="Tier at that moment", readonly=True)
    identified = fields.Boolean(string="With a customer", readonly=True)
    purchase = fields.Boolean(readonly=True, help="Not what is given back.")
    gross = fields.Monetary(string="Before discounts", readonly=True)
    tier_discount = fields.Monetary(string="Discount of the tier", readonly=True)
    coupon_discount = fields.Monetary(string="Coupons", readonly=True)
    net = fields.Monetary(string="Paid", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT u.*, COALESCE(k.pos_reference, k.name) AS reference FROM (%s) u"
            " JOIN pos_order k ON k.id = u.id",
            select_orders(SQL("TRUE")),
        )

    def action_open(self):
        """Open the order.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["pos.order"].browse(self.id)._get_records_action()
