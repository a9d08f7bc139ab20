from datetime import datetime, time

import pytz

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_checkin_hour = fields.Float(string="Arrival from", default=14.0, required=True)
    kms_checkout_hour = fields.Float(string="Departure until", default=12.0, required=True)
    kms_hotel_class = fields.Selection(
        [(str(stars), "*" * stars) for stars in range(1, 6)],
        string="Class of the hotel",
        help="Class that the stay tax is looked up by; none for an unclassified house.",
    )
    kms_stay_max_nights = fields.Integer(string="Longest stay", default=365, required=True)
    kms_option_hours = fields.Integer(string="Option held for", default=48, required=True)
    kms_cancel_free_hours = fields.Integer(
        string="Free cancellation until", default=48, required=True
    )
    kms_cancel_percent = fields.Float(string="Late cancellation", default=100.0, required=True)
    kms_identity_days = fields.Integer(string="Identity data kept", default=365, required=True)

    _kms_hotel_hours = models.Constraint(
        "CHECK (kms_checkin_hour >= 0 AND kms_checkin_hour < 24"
        " AND kms_checkout_hour >= 0 AND kms_checkout_hour <= kms_checkin_hour)",
        "Guests leave before the next ones arrive, both between 0:00 and 24:00.",
    )
    _kms_hotel_limits = models.Constraint(
        "CHECK (kms_stay_max_nights BETWEEN 1 AND 3650 AND kms_option_hours > 0"
        " AND kms_cancel_free_hours >= 0 AND kms_cancel_percent BETWEEN 0 AND 100"
        " AND kms_identity_days > 0)",
        "The limits of the hotel are positive numbers, the longest stay ten years at most.",
    )

    def _kms_moment(self, day, hour):
        """Return a time of a day of this company in UTC.

        :param datetime.date day: day in the company's time zone
        :param float hour: local time
        :rtype: datetime.datetime
        """
        self.ensure_one()
        minutes = round(hour * 60)
        local = datetime.combine(day, time(minutes // 60, minutes % 60))
        zone = pytz.timezone(self.kms_timezone)
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    def _kms_local_day(self, moment):
        """Return the day of this company that a moment falls on.

        :param datetime.datetime moment: naive UTC
        :rtype: datetime.date
        """
        self.ensure_one()
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.kms_timezone)).date()
