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
    kms_followup_no_answer_days = fields.Integer(
        string="After no answer",
        default=2,
        help="Days until the next follow-up of a customer who did not answer.",
    )
    kms_followup_call_back_days = fields.Integer(
        string="To call back",
        default=1,
        help="Days until the next follow-up of a customer who asked to be called back.",
    )
    kms_followup_interested_days = fields.Integer(
        string="After interest",
        default=3,
        help="Days until the next follow-up of a customer who is interested.",
    )
    _kms_followup_next_days_positive = models.Constraint(
        "CHECK (kms_followup_no_answer_days >= 0 AND kms_followup_call_back_days >= 0"
        " AND kms_followup_interested_days >= 0)",
        "Days until the next follow-up cannot be negative. Write 0 or more.",
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

    kms_stuck_days = fields.Integer(
        string="Stuck in the pipeline",
        default=7,
        help="Days in one stage after which an open prospect is marked as stuck. A stage may have "
        "a limit of its own.",
    )
    _kms_stuck_days_positive = models.Constraint(
        "CHECK (kms_stuck_days > 0)",
        "The limit of days in a stage must be at least one day.",
    )

    kms_map_tile_url = fields.Char(
        string="Address of the map's tiles",
        help="For example https://tiles.example.com/{z}/{x}/{y}.png. "
        "Empty: a map without background.",
    )
    kms_map_attribution = fields.Char(
        string="Owner of the map's tiles",
        help="Whom the map names in its corner, as tiles require.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "kms_followup_urgent_days" in vals:
            # see `sale.order._kms_urgent_days`
            self.env.registry.clear_cache()
        return result

    def _kms_office(self):
        """Return `(latitude, longitude)` of the company in degrees, or None when not filled in."""
        self.ensure_one()
        point = self.partner_id.partner_latitude, self.partner_id.partner_longitude
        return point if any(point) else None
