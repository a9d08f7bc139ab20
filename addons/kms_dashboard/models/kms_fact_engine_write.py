from datetime import timedelta

from odoo import api, models, tools
from odoo.tools import SQL

from ..facts import Days, pack
from .kms_metric import DIMENSIONS

SPLITS = ("user_id", "categ_id", "campaign_id", "subject_id")
SPLIT_COLUMNS = SQL("company_id, dimension, monthly, date, kms_channel, metric_id, key, value")
COLUMNS = SQL("date, kms_channel, user_id, categ_id, campaign_id, metric, value")
SUBJECTS = SQL("%s, subject_id", COLUMNS)


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
            " %s AS subject_id, m.id AS metric_id, SUM(s.value)::float8 AS value"
            " FROM (%s) s (%s) JOIN kms_metric m ON m.code = s.metric AND m.source = %s"
            " WHERE s.date IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7",
            SQL("s.subject_id") if source.subjects else SQL("NULL::int4"),
            source.select(self.env, days),
            SUBJECTS if source.subjects else COLUMNS,
            source.code,
        )

    @api.model
    @tools.ormcache("code")
    def _kms_metric_ids(self, code):
        """Ids of the figures of a source, archived ones too."""
        figures = self.env["kms.metric"].with_context(active_test=False)
        # sudo: whoever refreshes writes the facts of all figures.
        return tuple(figures.sudo().search([("source", "=", code)]).ids)

    @api.model
    def _kms_mine(self, source, days):
        """Condition on the columns of facts: those of a source and some days.

        Ids and not a subquery: the index is found however old the statistics are.
        """
        return SQL(
            "company_id = %s AND metric_id = ANY(%s) AND %s",
            days.company_id,
            list(self._kms_metric_ids(source.code)),
            days.holds_date(SQL("date")),
        )

    @api.model
    def _kms_write_days(self, source, days):
        mine = self._kms_mine(source, days)
        self.env.cr.execute(SQL("DELETE FROM kms_fact_detail WHERE %s", mine))
        self.env.cr.execute(SQL("DELETE FROM kms_fact WHERE %s", mine))
        # One pass over the documents fills both tables.
        self.env.cr.execute(
            SQL(
                "WITH rows AS (%s), detail AS (INSERT INTO kms_fact_detail"
                " (company_id, date, kms_channel, user_id, categ_id, campaign_id, subject_id,"
                " metric_id, value) SELECT %s, date, kms_channel, user_id, categ_id, campaign_id,"
                " subject_id, metric_id, value FROM rows)"
                " INSERT INTO kms_fact (company_id, date, kms_channel, metric_id, value)"
                " SELECT %s, date, kms_channel, metric_id, SUM(value) FROM rows GROUP BY 2, 3, 4",
                self._kms_rows(source, days),
                days.company_id,
                days.company_id,
            )
        )
        self._kms_write_split(source, days)
        self._kms_write_rollup(source, self._kms_months(days))
        for model in ("kms.fact", "kms.fact.detail", "kms.fact.rollup", "kms.fact.split"):
            self.env[model].invalidate_model()

    @api.model
    def _kms_write_split(self, source, days):
        """Sum up the details of days by each dimension alone, and those sums by month."""
        self._kms_forget_split(source, days, monthly=False)
        parts = [
            SQL(
                "SELECT company_id, %s, FALSE, date, kms_channel, metric_id, %s, SUM(value)"
                " FROM kms_fact_detail WHERE %s AND metric_id IN"
                " (SELECT id FROM kms_metric WHERE %s <> '') GROUP BY 1, 4, 5, 6, 7",
                dimension,
                SQL.identifier(dimension),
                self._kms_mine(source, days),
                SQL.identifier(DIMENSIONS[dimension]),
            )
            for dimension in SPLITS
        ]
        self.env.cr.execute(
            SQL("INSERT INTO kms_fact_split (%s) %s", SPLIT_COLUMNS, SQL(" UNION ALL ").join(parts))
        )
        months = self._kms_months(days)
        self._kms_forget_split(source, months, monthly=True)
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_fact_split (%s) SELECT company_id, dimension, TRUE,"
                " date_trunc('month', date)::date, kms_channel, metric_id, key, SUM(value)"
                " FROM kms_fact_split WHERE %s GROUP BY 1, 2, 4, 5, 6, 7",
                SPLIT_COLUMNS,
                self._kms_of_split(source, months, monthly=False),
            )
        )

    @api.model
    def _kms_forget_split(self, source, days, monthly):
        where = self._kms_of_split(source, days, monthly)
        self.env.cr.execute(SQL("DELETE FROM kms_fact_split WHERE %s", where))

    @api.model
    def _kms_of_split(self, source, days, monthly):
        return SQL(
            # all columns of the index
            "dimension = ANY(%s) AND monthly = %s AND %s",
            list(SPLITS),
            monthly,
            self._kms_mine(source, days),
        )

    @api.model
    def _kms_write_rollup(self, source, months):
        mine = self._kms_mine(source, months)
        # both values, so that the index serves: it begins with them
        self.env.cr.execute(
            SQL("DELETE FROM kms_fact_rollup WHERE detailed = ANY(%s) AND %s", [True, False], mine)
        )
        month = SQL("date_trunc('month', date)::date")
        self.env.cr.execute(
            SQL(
                "INSERT INTO kms_fact_rollup (company_id, detailed, date, kms_channel, metric_id,"
                " user_id, categ_id, campaign_id, subject_id, value)"
                " SELECT company_id, FALSE, %s, kms_channel, metric_id, NULL::int4, NULL::int4,"
                " NULL::int4, NULL::int4, SUM(value) FROM kms_fact WHERE %s GROUP BY 1, 3, 4, 5"
                " UNION ALL SELECT company_id, TRUE, %s, kms_channel, metric_id, user_id,"
                " categ_id, campaign_id, subject_id, SUM(value) FROM kms_fact_detail WHERE %s"
                " GROUP BY 1, 3, 4, 5, 6, 7, 8, 9",
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
        """Write who belongs to months; what is right already is left alone."""
        mine = self._kms_mine(source, months)
        if months.ranges is None:  # from zero, whatever was there
            self.env.cr.execute(SQL("DELETE FROM kms_fact_month WHERE %s", mine))
            self.env.cr.execute(SQL("DELETE FROM kms_fact_bitmap WHERE %s", mine))
        columns = SQL("date, kms_channel, metric_id, partner_id")
        changed = self.env.execute_query(
            SQL(
                "WITH fresh AS (%s), kept AS (SELECT %s FROM kms_fact_month WHERE %s),"
                " gone AS (SELECT * FROM kept EXCEPT SELECT * FROM fresh),"
                " added AS (SELECT * FROM fresh EXCEPT SELECT * FROM kept),"
                " removed AS (DELETE FROM kms_fact_month f USING gone WHERE f.company_id = %s"
                " AND f.metric_id = gone.metric_id AND f.date = gone.date"
                " AND COALESCE(f.kms_channel, '') = COALESCE(gone.kms_channel, '')"
                " AND f.partner_id = gone.partner_id RETURNING f.date, f.metric_id),"
                " written AS (INSERT INTO kms_fact_month (company_id, %s)"
                " SELECT %s, %s FROM added RETURNING date, metric_id)"
                " SELECT date, metric_id FROM removed UNION SELECT date, metric_id FROM written",
                self._kms_member_rows(source, months),
                columns,
                mine,
                months.company_id,
                columns,
                months.company_id,
                columns,
            )
        )
        self.env["kms.fact.month"].invalidate_model()
        if changed:
            self._kms_write_bitmaps(months.company_id, changed)

    @api.model
    def _kms_write_bitmaps(self, company_id, changed):
        """Pack who belongs to months.

        :param list changed: pairs of first day of the month and id of the figure
        """
        mine = SQL("company_id = %s AND (date, metric_id) IN %s", company_id, tuple(changed))
        self.env.cr.execute(SQL("DELETE FROM kms_fact_bitmap WHERE %s", mine))
        rows = self.env.execute_query(
            SQL(
                "SELECT metric_id, date, kms_channel, array_agg(partner_id)"
                " FROM kms_fact_month WHERE %s GROUP BY 1, 2, 3",
                mine,
            )
        )
        for metric_id, date, channel, ids in rows:
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
