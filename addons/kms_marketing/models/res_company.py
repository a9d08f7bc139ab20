from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_waiting_limit = fields.Integer(
        string="Waiting limit at the door",
        default=10,
        help="Minutes after which a visitor whom nobody has received is shown in red.",
    )
    _kms_waiting_limit_positive = models.Constraint(
        "CHECK (kms_waiting_limit > 0)",
        "The waiting limit must be at least one minute.",
    )

    kms_followup_urgent_days = fields.Integer(
        string="Urgent follow-up",
        default=3,
        help="A quotation with this many days of validity left, or fewer, is shown in red.",
    )
    kms_followup_grace_days = fields.Integer(
        string="Grace after validity",
        default=7,
        help="Days after the end of its validity when an open quotation closes by itself.",
    )
    _kms_followup_days_positive = models.Constraint(
        "CHECK (kms_followup_urgent_days >= 0 AND kms_followup_grace_days >= 0)",
        "Days of follow-up cannot be negative. Write 0 or more.",
    )
