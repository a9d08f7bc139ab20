from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..facts import Days, Series
from .kms_figures import tables


class KmsFigures(models.AbstractModel):
    """Figures that stand at something: the sum of all their changes until a day."""

    _inherit = "kms.figures"

    @api.model
    def _kms_read_levels(self, metrics, scope, dimension, marks):
        """Return what figures stood at on the last day of the period and of each step.

        :return: see `_kms_read`
        """
        changes = {}
        for metric_id, key, date, value in self._kms_changes(metrics, scope, dimension, marks):
            changes.setdefault(metric_id, {}).setdefault(key or False, []).append((date, value))
        result = {}
        for metric in metrics:
            own = {key: _level(rows, scope) for key, rows in changes.get(metric.id, {}).items()}
            whole = _level(
                [row for rows in changes.get(metric.id, {}).values() for row in rows], scope
            )
            result[metric] = {None: whole, **own}
        return result

    @api.model
    def _kms_changes(self, metrics, scope, dimension, marks):
        """Rows of ``(metric id, value of the dimension, day, change)``; all that was before the
        days of the scope stands on the day before them."""
        split, daily, _monthly = tables(scope.details(dimension))
        column = SQL.identifier("key" if dimension == split else dimension)
        table, extra = daily
        ids = [metric.id for metric in metrics]
        parts = [
            SQL(
                "SELECT metric_id, %s AS key, date, value FROM %s WHERE company_id = ANY(%s)"
                " AND metric_id = ANY(%s) AND date <= %s AND %s AND %s",
                column,
                SQL.identifier(table),
                scope.companies.ids,
                ids,
                scope.period.last,
                extra,
                scope.matches(split),
            )
        ]
        for source, company, dates in self._kms_dirty_days(metrics, scope, marks):
            stale = SQL("NOT (company_id = %s AND date = ANY(%s))", company.id, dates)
            parts[0] = SQL("%s AND %s", parts[0], stale)
            days = Days.of(company.id, company.kms_timezone, dates)
            parts.append(self._kms_live_rows(source, days, ids, scope, SQL.identifier(dimension)))
        return self.env.execute_query(
            SQL(
                "SELECT metric_id, key, GREATEST(date, %s), SUM(value) FROM (%s) f"
                " GROUP BY 1, 2, 3",
                scope.first - timedelta(days=1),
                SQL(" UNION ALL ").join(parts),
            )
        )

    @api.model
    def _kms_check_level(self, metric, scope):
        """The records of a level are those of now.

        :raise UserError: the days end in the past
        """
        if scope.period.last < scope.companies[:1]._kms_today():
            raise UserError(
                self.env._(
                    "%s: its list is known for today alone. Choose days that end today.",
                    metric.name,
                )
            )


def _level(rows, scope):
    """What changes add up to, at the end of the period and of each of its steps."""

    def until(day):
        return sum(value for date, value in rows if date <= day)

    today = scope.companies[:1]._kms_today()
    series = Series(0, until(scope.period.last), until(scope.period.previous_last))
    series.points = [until(last) if first <= today else None for first, last in scope.steps]
    return series
