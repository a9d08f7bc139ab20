from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..figures import OF_TODAY, SOURCES
from ..figures.parts import AHEAD


class KmsFactEngine(models.AbstractModel):
    _inherit = "kms.fact.engine"

    @api.model
    def _kms_sources(self):
        return {**super()._kms_sources(), **SOURCES}

    @api.model
    def _cron_hotel_day(self):
        """Have the days counted that have come since the last time: a booked night is sold now.

        No row changes when a day begins, so no trigger knows of it.
        """
        Cron = self.env["ir.cron"]
        for company, last in self._kms_hotel_last_days():
            today = company._kms_today()
            days = [last + timedelta(days=rank + 1) for rank in range((today - last).days)]
            self._kms_hotel_mark(company, days)
            if not Cron._commit_progress(1):
                return

    @api.model
    def _kms_hotel_last_days(self):
        """Return the companies with rooms and the last day that they were counted for.

        :rtype: list[tuple]
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT f.company_id, MAX(f.date) FROM kms_fact f"
                " JOIN kms_metric m ON m.id = f.metric_id AND m.code = 'rooms_available'"
                " GROUP BY 1 ORDER BY 1"
            )
        )
        return [(self.env["res.company"].browse(company_id), day) for company_id, day in rows]

    @api.model
    def _kms_hotel_mark(self, company, days):
        Dirty = self.env["kms.fact.dirty"]
        for code in OF_TODAY if days else ():
            Dirty._kms_mark(company, code, days)
        ahead = [day + timedelta(days=AHEAD) for day in days]
        Dirty._kms_mark(company, "hotel_room", [*days, *ahead])
