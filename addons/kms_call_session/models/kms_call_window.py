from odoo import fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class KmsCallWindow(models.Model):
    """Hours of a weekday in which a campaign calls."""

    _name = "kms.call.window"
    _inherit = ["kms.cached.mixin"]
    _description = "Call window"
    _order = "campaign_id, weekday, hour_from, id"

    campaign_id = fields.Many2one(
        "kms.call.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, index=True)
    weekday = fields.Selection(WEEKDAYS, required=True)
    hour_from = fields.Float(string="From", required=True, default=8, aggregator=None)
    hour_to = fields.Float(string="To", required=True, default=18, aggregator=None)

    _hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A call window begins before it ends, between 0:00 and 24:00.",
    )
