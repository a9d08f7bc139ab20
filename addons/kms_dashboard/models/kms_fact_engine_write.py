from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..facts import Days, pack

COLUMNS = SQL("date, kms_channel, user_id, categ_id, campaign_id, metric, value")


def _days_of_month(first):
    following = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=count) for count in range((following - first).days)]


def _month_starts(first, last):
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)


class KmsFactEngine(models.AbstractModel):
    """Writes facts: days, the months they add up to, and who belongs to a month."""

    _inherit = "kms.fact.engine"

    @api.model
    def _kms_rows(self, source, days):
        """The facts of a source as the documents have them now, summed up.

        :rtype: SQL
        """
        return SQL(
            "SELECT s.date, s.kms_channel, s.user_id, s.categ_id, s.campaign_id,"
            " m.id AS metric_id, SUM(s.value)::float8 AS value"
            " FROM (%s) s (%s) JOIN kms_metric m ON m.code = s.metric AND m.source = %s"
            " WHERE s.date IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6",
            source.select(self.env, days),
            COLUMNS,
            source.code,
        )

    @api.model
    def _kms_write_days(self, source, days):
        metrics = SQL("metric_id IN (SELECT id FROM kms_metric WHERE source = %s)", source.code)
        mine = SQL(
            "company_id = %s AND %s AND %s",
            days.company_id,
            metrics,
            days.holds_date(SQL("date")),
        )
        self.env.cr.execute(SQL("DELETE FROM kms_fact_detail WHERE %s", mine))
        self.env.cr.execute(SQL("DELETE FROM kms_fact WHERE %s", mine))
        # One pass over the documents fills both tables.
        self.env.cr.execute(
            SQL(
                "WITH rows AS (%s), detail AS (INSERT INTO kms_fact_detail"
                " (company_id, date, kms_channel, user_id, categ_id, campaign_id, metric_id, value)"
                " SELECT %s, date, kms_channel, user_id, categ_id, campaign_id, metric_id, value"
                " FROM rows)"
                " INSERT INTO kms_fact (company_id, date, kms_channel, metric_id, value)"
                " SELECT %s, date, kms_channel, metric_id, SUM(value) FROM rows GROUP BY 2, 3, 4",
                self._kms_rows(source, days),
                days.company_id,
                days.company_id,
            )
        )
        self._kms_write_rollup(source, self._kms_months(days))
        for model in ("kms.fact", "kms.fact.detail", "kms.fact.rollup"):
            self.env[model].invalidate_model()

    @api.model
    def _kms_write_rollup(self, source, months):
        mine = SQL(
            "company_id = %s AND metric_id IN (SELECT id FROM kms_metric WHERE source = %s) AND %s",
            months.company_id,
            source.code,
            months.holds_date(SQL("date")),
        )
        self.env.cr.execute(SQL("DELETE FROM kms_fact_rollup WHERE %s", mine))
        month = SQL("date_trunc('month', date)::date")
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_fact_rollup (company_id, detailed, date, kms_channel, metric_id,"
                " user_id, categ_id, campaign_id, value)"
                " SELECT company_id, FALSE, %s, kms_channel, metric_id, NULL::int4, NULL::int4,"
                " NULL::int4, SUM(value) FROM kms_fact WHERE %s GROUP BY 1, 3, 4, 5"
                " UNION ALL SELECT company_id, TRUE, %s, kms_channel, metric_id, user_id,"
                " categ_id, campaign_id, SUM(value) FROM kms_fact_detail WHERE %s"
                " GROUP BY 1, 3, 4, 5, 6, 7, 8",
                month,
                mine,
                month,
                mine,
            )
        )

    @api.model
    def _kms_months(self, days):
        """Whole months that hold the days."""
        if days.ranges is None:
            return days
        firsts = {first for range_ in days.ranges for first in _month_starts(*range_)}
        dates = [day for first in firsts for day in _days_of_month(first)]
        return Days.of(days.company_id, days.timezone, dates)

    @api.model
    def _kms_member_rows(self, source, months):
        return SQL(
            "SELECT DISTINCT s.date, s.kms_channel, m.id AS metric_id, s.partner_id"
            " FROM (%s) s (date, kms_channel, metric, partner_id)"
            " JOIN kms_metric m ON m.code = s.metric AND m.source = %s"
            " WHERE s.date IS NOT NULL AND s.partner_id IS NOT NULL",
            source.members(self.env, months),
            source.code,
        )

    @api.model
    def _kms_write_months(self, source, months):
        self.env.cr.execute(
            SQL(
                "DELETE FROM kms_fact_month WHERE company_id = %s AND %s"
                " AND metric_id IN (SELECT id FROM kms_metric WHERE source = %s)",
                months.company_id,
                months.holds_date(SQL("date")),
                source.code,
            )
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_fact_month (company_id, date, kms_channel, metric_id, partner_id)"
                " SELECT %s, date, kms_channel, metric_id, partner_id FROM (%s) rows",
                months.company_id,
                self._kms_member_rows(source, months),
            )
        )
        self.env["kms.fact.month"].invalidate_model()
        self._kms_write_bitmaps(source, months)

    @api.model
    def _kms_write_bitmaps(self, source, months):
        mine = SQL(
            "company_id = %s AND %s AND metric_id IN (SELECT id FROM kms_metric WHERE source = %s)",
            months.company_id,
            months.holds_date(SQL("date")),
            source.code,
        )
        self.env.cr.execute(SQL("DELETE FROM kms_fact_bitmap WHERE %s", mine))
        rows = self.env.execute_query(
            SQL(
                "SELECT company_id, metric_id, date, kms_channel, array_agg(partner_id)"
                " FROM kms_fact_month WHERE %s GROUP BY 1, 2, 3, 4",
                mine,
            )
        )
        for company_id, metric_id, date, channel, ids in rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO kms_fact_bitmap"
                    " (company_id, metric_id, date, kms_channel, members)"
                    " VALUES (%s, %s, %s, %s, %s)",
                    company_id,
                    metric_id,
                    date,
                    channel,
                    pack(ids),
                )
            )
