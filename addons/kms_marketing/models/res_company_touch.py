from datetime import UTC

from odoo import fields, models


class ResCompany(models.Model):
    """How long a digital lead may wait for the first contact."""

    _inherit = "res.company"

    kms_touch_limit = fields.Integer(
        string="First contact of digital leads",
        default=30,
        help="Minutes after which the team's leader is told that nobody has contacted a lead.",
    )
    kms_touch_work_hours = fields.Boolean(
        string="Count working hours only",
        default=True,
        help="A lead that arrives at night is due so many minutes after the house opens, by the "
        "working hours of the company.",
    )
    _kms_touch_limit_positive = models.Constraint(
        "CHECK (kms_touch_limit > 0)",
        "The limit for the first contact must be at least one minute.",
    )

    def _kms_touch_hours(self, start, end):
        """Return the hours in which the time to a first contact counts.

        :param datetime.datetime start: naive UTC
        :param datetime.datetime end: naive UTC
        :return: (start, end) in order, naive UTC; one interval when every hour counts
        :rtype: list[tuple[datetime.datetime, datetime.datetime]]
        """
        self.ensure_one()
        calendar = self.resource_calendar_id
        if not self.kms_touch_work_hours or not calendar:
            return [(start, end)]
        # sudo: when the house is open is no secret
        hours = calendar.sudo()._work_intervals_batch(
            start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
        )[False]
        return [
            tuple(moment.astimezone(UTC).replace(tzinfo=None) for moment in (opens, closes))
            for opens, closes, _records in hours
        ]
