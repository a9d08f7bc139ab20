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
    kms_field_late_minutes = fields.Integer(
        string="Field visits late after",
        default=15,
        help="Minutes after which a visit that was sent afterwards is marked as late.",
    )
    kms_field_speed_limit = fields.Integer(
        string="Fastest move in the field",
        default=150,
        help="Speed in km/h between two visits above which the move is marked as impossible.",
    )
    _kms_field_limits_positive = models.Constraint(
        "CHECK (kms_field_late_minutes > 0 AND kms_field_speed_limit > 0)",
        "The limits of field visits must be greater than zero.",
    )
