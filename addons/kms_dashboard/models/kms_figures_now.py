from odoo import api, models
from odoo.tools import SQL

from ..facts import Days
from .kms_figures import LIVE_DAYS, tables


class KmsFigures(models.AbstractModel):
    """Figures as of now: counted from their records, or the sum of all their days.

    What stands open now is a search through all documents there have ever been, unless a source
    keeps it by the day on which each of them began; then it is the sum of some dozen months.
    """

    _inherit = "kms.figures"

    @api.model
    def _kms_read_live(self, metrics, scope, _marks, result):
        """What is true now: nothing is known of the days before."""
        summed = [metric for metric in metrics if metric.source]
        counted = [metric for metric in metrics if not metric.source]
        for found in (
            self._kms_count_now(counted, scope) if counted else (),
            self._kms_sum_now(summed, scope) if summed else (),
        ):
            for metric, total in found:
                result[metric][None].total = total or 0

    @api.model
    def _kms_count_now(self, metrics, scope):
        """Pairs of figure and value, counted from the records in one statement."""
        # sudo: like every figure it counts records of colleagues too; only the number leaves.
        # The filters hold the user's own records where they may see no others.
        figures = self.env["kms.metric"].sudo()
        statements = [
            figures._kms_measure_sql(metric, figures._kms_scope_domain(metric, scope))
            for metric in metrics
        ]
        parts = SQL(", ").join(SQL("(%s)", statement) for statement in statements)
        [totals] = self.env.execute_query(SQL("SELECT %s", parts))
        return zip(metrics, totals, strict=True)

    @api.model
    def _kms_sum_now(self, metrics, scope):
        """Pairs of figure and value, the sum of all days; what is dirty comes from documents."""
        split, daily, monthly = tables(scope.details("kms_channel"))
        whole, parts = [], []
        for source, company, dates in self._kms_dirty_now(metrics, scope):
            mine = [metric.id for metric in metrics if metric.source == source.code]
            ours = SQL("company_id = %s AND metric_id = ANY(%s)", company.id, mine)
            days = Days(company.id, company.kms_timezone)
            if dates is None:
                whole.append(SQL("NOT (%s)", ours))
            else:
                days = Days.of(company.id, company.kms_timezone, dates)
                stored = SQL("%s AND date = ANY(%s)", ours, dates)
                parts.append(_rows(daily, SQL("-value"), stored, scope, split))
            column = SQL.identifier("kms_channel")
            parts.append(self._kms_live_rows(source, days, mine, scope, column))
        ids = [metric.id for metric in metrics]
        ours = SQL("company_id = ANY(%s) AND metric_id = ANY(%s)", scope.companies.ids, ids)
        where = SQL(" AND ").join([ours, *whole])
        parts.append(_rows(monthly, SQL("value"), where, scope, split))
        totals = dict(
            self.env.execute_query(
                SQL(
                    "SELECT metric_id, SUM(value) FROM (%s) f GROUP BY 1",
                    SQL(" UNION ALL ").join(parts),
                )
            )
        )
        return [(metric, totals.get(metric.id)) for metric in metrics]

    @api.model
    def _kms_dirty_now(self, metrics, scope):
        """What is dirty of any time: source, company and its days; None for all of them."""
        sources = self.env["kms.fact.engine"]._kms_sources()
        codes = {metric.source for metric in metrics} & set(sources)
        rows = self.env.execute_query(
            SQL(
                "SELECT source, company_id, array_agg(DISTINCT date) FROM kms_fact_dirty"
                " WHERE company_id = ANY(%s) AND source = ANY(%s) GROUP BY 1, 2",
                scope.companies.ids,
                list(codes),
            )
        )
        for code, company_id, dates in rows:
            many = None in dates or len(dates) > LIVE_DAYS
            company = self.env["res.company"].browse(company_id)
            yield sources[code], company, None if many else sorted(dates)


def _rows(table, value, where, scope, split):
    name, extra = table
    return SQL(
        "SELECT metric_id, kms_channel AS key, date, %s AS value FROM %s WHERE %s AND %s AND %s",
        value,
        SQL.identifier(name),
        where,
        extra,
        scope.matches(split),
    )
