import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_fee_first_percent = fields.Float(string="First part", default=40.0, required=True)
    kms_fee_parts = fields.Integer(string="Parts", default=3, required=True)
    kms_offer_hours = fields.Integer(string="Seat held for", default=48, required=True)
    kms_dropout_free_days = fields.Integer(string="Free drop-out", default=7, required=True)
    kms_dropout_kept_percent = fields.Float(string="Kept after that", default=50.0, required=True)
    kms_reminder_before_days = fields.Integer(string="Before the day", default=3, required=True)
    kms_reminder_first_days = fields.Integer(string="First reminder", default=7, required=True)
    kms_reminder_last_days = fields.Integer(string="Last reminder", default=30, required=True)
    kms_entry_days = fields.Integer(string="Entry refused after", default=7, required=True)

    _kms_formation_plan = models.Constraint(
        "CHECK (kms_fee_first_percent > 0 AND kms_fee_first_percent <= 100"
        " AND kms_fee_parts BETWEEN 1 AND 24)",
        "A fee has 1 to 24 parts, the first between 0 and 100 %.",
    )
    _kms_formation_terms = models.Constraint(
        "CHECK (kms_offer_hours > 0 AND kms_dropout_free_days >= 0"
        " AND kms_dropout_kept_percent BETWEEN 0 AND 100 AND kms_entry_days >= 0)",
        "The terms of the school are positive numbers, percentages go from 0 to 100.",
    )
    _kms_formation_reminders = models.Constraint(
        "CHECK (kms_reminder_before_days > 0 AND kms_reminder_first_days > 0"
        " AND kms_reminder_last_days > kms_reminder_first_days)",
        "The last reminder comes after the first one, all of them a day or more apart.",
    )

    def _kms_day_of(self, moment):
        """Return the day of this company that a moment falls on.

        :param datetime.datetime moment: naive UTC
        :rtype: datetime.date
        """
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.kms_timezone)).date()
