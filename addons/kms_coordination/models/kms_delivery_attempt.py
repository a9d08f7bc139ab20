from odoo import fields, models

from .kms_preparation_order import TRANSPORTS

OUTCOMES = [
    ("delivered", "Delivered"),
    ("partial", "Partly delivered"),
    ("absent", "Customer absent"),
]


class KmsDeliveryAttempt(models.Model):
    """Register B: each time goods went to a customer, with what came of it. Never rewritten."""

    _name = "kms.delivery.attempt"
    _description = "Delivery attempt"
    _inherit = ["kms.register.line"]
    _order = "date desc, id desc"

    preparation_id = fields.Many2one(
        "kms.preparation.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="preparation_id.company_id", store=True, index=True)
    sale_id = fields.Many2one(related="preparation_id.sale_id", store=True)
    partner_id = fields.Many2one(related="preparation_id.partner_id", store=True, string="Customer")
    kms_channel = fields.Selection(
        related="preparation_id.kms_channel", store=True, string="Channel"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        "res.users", string="Recorded by", required=True, default=lambda self: self.env.user
    )
    transport = fields.Selection(TRANSPORTS)
    driver_id = fields.Many2one("res.users", string="Driver or courier")
    outcome = fields.Selection(OUTCOMES, required=True)
    note = fields.Char()
    new_date = fields.Datetime(string="Put off to")
