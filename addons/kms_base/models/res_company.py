from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models, tools
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _kms_timezones(self):
        return [(name, name) for name in pytz.common_timezones]

    kms_timezone = fields.Selection(
        "_kms_timezones",
        string="Time zone of the books",
        required=True,
        default="Africa/Douala",
        help="The day that a visit, a sale or a payment belongs to is the day in this time zone, "
        "wherever the person who looks at the figure sits.",
    )

    @api.model
    def _kms_every(self):
        """Return all companies, archived ones too, whoever asks: for their days and terms.

        :rtype: res.company
        """
        # sudo: settings of each house decide for its own records; nothing of it is shown.
        return self.sudo().browse(self._kms_every_id())

    @api.model
    @tools.ormcache()
    def _kms_every_id(self):
        # sudo: see `_kms_every`.
        return tuple(
            self.sudo().with_context(active_test=False).search(Domain.TRUE, order="id")._ids
        )

    def _kms_today(self):
        """Return the company's date of today.

        :rtype: datetime.date
        """
        self.ensure_one()
        return datetime.now(pytz.timezone(self.kms_timezone)).date()

    def _kms_day_bounds(self, first, last=None):
        """Return the half-open UTC interval that covers whole days of the company.

        :param datetime.date first: first day
        :param datetime.date last: last day, included; the first one when left out
        :return: naive UTC start (included) and end (excluded), as the ORM stores datetimes
        :rtype: tuple[datetime.datetime, datetime.datetime]
        """
        self.ensure_one()
        zone = pytz.timezone(self.kms_timezone)
        days = first, (last or first) + timedelta(days=1)
        start, end = (
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in days
        )
        return start, end
