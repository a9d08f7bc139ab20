from datetime import datetime

import pytz

from odoo import models


class ResCompany(models.Model):
    """The day that a moment belongs to."""

    _inherit = "res.company"

    def _kms_day_of(self, moment):
        """Return the company's day of a date or of a moment.

        :param moment: a date, or a naive datetime in UTC
        :rtype: datetime.date
        """
        self.ensure_one()
        if not isinstance(moment, datetime):
            return moment
        zone = pytz.timezone(self.kms_timezone)
        return pytz.utc.localize(moment).astimezone(zone).date()
