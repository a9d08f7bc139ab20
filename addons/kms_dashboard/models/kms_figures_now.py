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
        counted = [metric for metric in metrics if not metric.source]
        summed = [metric for metric in metrics if metric.source]
        clean = [metric for metric in summed if self._kms_is_clean(metric, scope)]
        dirty = [metric for metric in summed if metric not in clean]
        found = {}
        if counted:
            found.update(self._kms_count_now(counted, scope))
        if dirty:
            found.update(self._kms_sum_now(dirty, scope))
        if clean:
            key = ("now", *scope.key, tuple(metric.id for metric in clean))
            keep = self.env["kms.fact.stamp"]._kms_keep
            stamp = scope.marks["stamp"]
            found.update(keep(stamp, key, lambda: dict(self._kms_sum_now(clean, scope))))
        for metric, total in found.items():
            result[metric][None].total = total or 0

    @api.model
    def _kms_count_now(self, metrics, scope):
        """Pairs of figure and value, counted from the records in one statement."""
        # sudo: like every figure it counts records of colleagues too; only the number leaves.
        # The filters hold the user's own records where they may see no others.
        figures = self.env["kms.metric"].sudo()
        groups = {}
        for metric in metrics:
            # a report reads all its documents whatever is asked for: once for all its figures
            one = type(figures.env[metric.model])._table_query is not None
            groups.setdefault(metric.model if one else metric, []).append(metric)
        columns, parts = [], []
        for number, group in enumerate(groups.values()):
            alias = SQL.identifier(f"part_{number}")
            parts.append(SQL("(%s) %s", self._kms_count_sql(figures, group, scope), alias))
            columns += group
        [totals] = self.env.execute_query(SQL("SELECT * FROM %s", SQL(" CROSS JOIN ").join(parts)))
        return zip(columns, totals, strict=True)

    @api.model
    def _kms_count_sql(self, figures, metrics, scope):
        """The statement that counts figures of one model, kept where plain columns decide."""

        def read():
            domains = [figures._kms_scope_domain(metric, scope) for metric in metrics]
            return figures._kms_measures_sql(metrics, domains)

        keys = [figures._kms_plain_key(metric, scope) for metric in metrics]
        # what a report reads may depend on more than on the figure
        if None in keys or type(self.env[metrics[0].model])._table_query is not None:
            return read()
        return self.env["kms.fact.stamp"]._kms_keep(None, ("count", *keys), read)

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
        for (code, company_id), dates in self._kms_all_marks(scope).items():
            if code in codes:
                many = None in dates or len(dates) > LIVE_DAYS
                company = self.env["res.company"].browse(company_id)
                yield sources[code], company, None if many else sorted(dates)

    @api.model
    def _kms_heaviest_days(self, metric, scope, count):
        """Return the days that weigh most in a figure as of now, and those that are dirty.

        :param Metric metric: one that its source keeps by the day
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :param int count: days of all companies together
        :return: days by company id; None when all of them are dirty
        :rtype: dict[int, set] | None
        """
        days = {}
        for _source, company, dates in self._kms_dirty_now([metric], scope):
            if dates is None:
                return None
            days[company.id] = set(dates)
        split, daily, _monthly = tables(scope.details("kms_channel"))
        table, extra = daily
        rows = self.env.execute_query(
            SQL(
                "SELECT company_id, date FROM %s WHERE company_id = ANY(%s) AND metric_id = %s"
                " AND %s AND %s GROUP BY 1, 2 ORDER BY SUM(value) DESC LIMIT %s",
                SQL.identifier(table),
                scope.companies.ids,
                metric.id,
                extra,
                scope.matches(split),
                count,
            )
        )
        for company_id, day in rows:
            days.setdefault(company_id, set()).add(day)
        return days


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
