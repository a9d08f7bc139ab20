from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.kms_base.models.crm_team import CHANNELS

from ..figures import sales


class KmsCallSale(models.Model):
    """Confirmed orders of people who had talked to a phone seller before, and the call it was."""

    _name = "kms.call.sale"
    _description = "Sale by phone"
    _auto = False
    _order = "date_order desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "kms.call": [
            "campaign_id",
            "company_id",
            "is_answered",
            "is_undone",
            "lead_id",
            "partner_id",
            "start",
            "user_id",
        ],
        "kms.call.campaign": ["kms_channel"],
        "res.company": ["currency_id", "kms_call_sale_days"],
        "sale.order": [
            "amount_total",
            "company_id",
            "currency_rate",
            "date_order",
            "opportunity_id",
            "partner_id",
            "state",
        ],
    }

    order_id = fields.Many2one("sale.order", readonly=True)
    date_order = fields.Datetime(string="Confirmed on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    call_id = fields.Many2one("kms.call", readonly=True)
    start = fields.Datetime(string="Called on", readonly=True)
    user_id = fields.Many2one("res.users", string="Seller", readonly=True)
    campaign_id = fields.Many2one("kms.call.campaign", readonly=True)
    kms_channel = fields.Selection(CHANNELS, string="Channel", readonly=True)

    @property
    def _table_query(self):
        return sales(SQL("TRUE"))

    def action_open(self):
        """Open the order."""
        self.ensure_one()
        self.check_access("read")
        return self.order_id.get_formview_action()
