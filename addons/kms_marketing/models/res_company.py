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
