from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..facts import Days, Series
from ..period import buckets

# Days that are counted from the documents while somebody waits; older ones show what was true at
# the last refresh, a few minutes ago.
LIVE_DAYS = 62


class KmsFigures(models.AbstractModel):
    """Reads figures for a scope: facts, and for dirty days the documents themselves.

    Reading writes nothing: two readers never meet on a lock, and what is shown is true at the
    reader's own moment. The cron makes the dirty days clean.
    """

    _name = "kms.figures"
    _description = "Reader of figures"

    @api.model
    def _kms_read(self, metrics, scope, dimension="kms_channel"):
        """Return the figures of a scope, split by a dimension.

        :param metrics: `kms.metric` records of any kind
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :param str dimension: what to split by
        :return: by metric, by value of the dimension; None is their sum
        :rtype: dict[kms.metric, dict[object, Series]]
        """
        steps = len(scope.steps)
        parts = metrics._kms_parts()
        known = parts.filtered(
            lambda metric: metric.kind == "additive"
            and all(metric._kms_has(name) for name in scope.filters)
            and (dimension == "kms_channel" or metric._kms_has(dimension))
        )
        result = self._kms_read_days(known, scope, dimension)
        for metric in parts - known:
            reader = getattr(self, f"_kms_read_{metric.kind}", None)
            readable = all(metric._kms_has(name) for name in scope.filters)
            if metric.kind == "ratio":
                continue
            series = readable and reader and reader(metric, scope)
            result[metric] = {None: series or Series.unknown(steps)}
        for metric in metrics.filtered(lambda metric: metric.kind == "ratio"):
            result[metric] = _ratio(metric, result, steps)
        return {metric: result[metric] for metric in metrics}

    # ------------------------------------------------------------
    # SUMS OF DAYS
    # ------------------------------------------------------------

    @api.model
    def _kms_read_days(self, metrics, scope, dimension):
        steps = scope.steps
        index = {_step_key(first, scope.period.grain): rank for rank, (first, _) in enumerate(steps)}
        result = {metric: {None: Series(len(steps))} for metric in metrics}
        by_id = {metric.id: values for metric, values in result.items()}
        period = scope.period
        today = scope.companies[:1]._kms_today()
        begun = sum(first <= today for first, _last in steps)
        for metric_id, key, step, value in self._kms_fetch(metrics, scope, dimension):
            values = by_id[metric_id]
            series = values.get(key or False) or values.setdefault(key or False, Series(len(steps)))
            if step is not None:
                series.points[index[step]] += value
            before = scope.previous_in_trend and (
                period.previous_first <= step <= period.previous_last
            )
            if step is None or before:
                series.previous += value
            elif not scope.previous_in_trend or period.first <= step:
                series.total += value
        for values in by_id.values():
            for key, series in values.items():
                if key is not None:
                    values[None].add(series)
            for series in values.values():
                series.cut(begun)
        return result

    @api.model
    def _kms_fetch(self, metrics, scope, dimension):
        """Rows of ``(metric id, value of the dimension, point of the curve, value)``."""
        if not metrics:
            return []
        self.env.flush_all()
        column = SQL.identifier(dimension)
        detailed = scope.needs_detail or dimension != "kms_channel"
        table = SQL.identifier("kms_fact_detail" if detailed else "kms_fact")
        dirty = self._kms_dirty_days(metrics, scope)
        stored = SQL(
            "SELECT metric_id, %s AS key, date, value FROM %s"
            " WHERE company_id = ANY(%s) AND metric_id = ANY(%s) AND %s AND %s",
            column,
            table,
            scope.companies.ids,
            metrics.ids,
            scope.days(),
            scope.matches(),
        )
        parts = [stored]
        for source, company, dates in dirty:
            mine = metrics.filtered(lambda metric, code=source.code: metric.source == code)
            parts[0] = SQL(
                "%s AND NOT (company_id = %s AND metric_id = ANY(%s) AND date = ANY(%s))",
                parts[0],
                company.id,
                mine.ids,
                dates,
            )
            parts.append(self._kms_live_rows(source, company, dates, mine, scope, column))
        return self.env.execute_query(
            SQL(
                "SELECT metric_id, key, %s, SUM(value) FROM (%s) f GROUP BY 1, 2, 3",
                scope.step(),
                SQL(" UNION ALL ").join(parts),
            )
        )

    @api.model
    def _kms_live_rows(self, source, company, dates, metrics, scope, column):
        days = Days.of(company.id, company.kms_timezone, dates)
        return SQL(
            "SELECT metric_id, %s AS key, date, value FROM (%s) live"
            " WHERE metric_id = ANY(%s) AND %s",
            column,
            self.env["kms.fact.engine"]._kms_rows(source, days),
            metrics.ids,
            scope.matches(),
        )

    @api.model
    def _kms_dirty_days(self, metrics, scope):
        """Return the days to count from the documents, the newest first and a bounded number.

        :return: source, company and its days
        :rtype: list[tuple]
        """
        sources = self.env["kms.fact.engine"]._kms_sources()
        codes = sorted(set(metrics.mapped("source")) & set(sources))
        marks = self.env.execute_query(
            SQL(
                "SELECT source, company_id, date FROM kms_fact_dirty"
                " WHERE company_id = ANY(%s) AND source = ANY(%s) AND (date IS NULL OR %s)"
                " GROUP BY 1, 2, 3 ORDER BY date DESC NULLS FIRST",
                scope.companies.ids,
                codes,
                scope.days(),
            )
        )
        days = defaultdict(set)
        for code, company_id, date in marks:
            key = code, company_id
            if date is None:
                days[key] = set(_all_days(scope.period))
            elif len(days[key]) < LIVE_DAYS:
                days[key].add(date)
        return [
            (sources[code], self.env["res.company"].browse(company_id), sorted(dates))
            for (code, company_id), dates in days.items()
        ]

    # ------------------------------------------------------------
    # OTHER KINDS
    # ------------------------------------------------------------

    @api.model
    def _kms_read_live(self, metric, scope):
        """What is true now: nothing is known of the days before."""
        # sudo: like every figure it counts records of colleagues too; only the number leaves. The
        # filters hold the user's own records where they may see no others.
        value = metric.sudo()._kms_measure(metric._kms_domain(scope.companies, filters=scope.filters))
        series = Series.unknown(len(scope.steps))
        series.total = value
        return series

    @api.model
    def _kms_read_distinct(self, metric, scope):
        period = scope.period
        steps = scope.steps
        series = Series.unknown(len(steps))
        months = [(first, last) for first, last in steps] if period.grain == "month" else []
        wanted = [
            (period.first, period.last),
            (period.previous_first, period.previous_last),
            *months,
        ]
        counts = self._kms_count_members(metric, scope, wanted)
        series.total, series.previous = counts[:2]
        if months:
            series.points = counts[2:]
        return series

    @api.model
    def _kms_read_retention(self, metric, scope):
        """Share of the customers of a month who are there the month after."""
        today = scope.companies[:1]._kms_today()
        month = min(scope.period.last, today).replace(day=1)
        series = Series.unknown(len(scope.steps))
        kept, base = self._kms_count_kept(metric.numerator_id, scope, month)
        before, base_before = self._kms_count_kept(
            metric.numerator_id, scope, (month - timedelta(days=1)).replace(day=1)
        )
        series.total = 100 * kept / base if base else None
        series.previous = 100 * before / base_before if base_before else None
        series.n = base
        return series

    @api.model
    def _kms_members(self, metric, scope, first, last):
        """Rows of who belongs to the months that two days touch: ``(date, partner_id)``.

        :rtype: SQL
        """
        self.env.flush_all()
        first, last = first.replace(day=1), last.replace(day=1)
        source = self.env["kms.fact.engine"]._kms_sources().get(metric.source)
        condition = SQL(
            "metric_id = %s AND date >= %s AND date <= %s AND %s",
            metric.id,
            first,
            last,
            scope.matches(),
        )
        stored = SQL(
            "SELECT company_id, date, partner_id FROM kms_fact_month"
            " WHERE company_id = ANY(%s) AND %s",
            scope.companies.ids,
            condition,
        )
        live = []
        for company, months in self._kms_dirty_months(source, scope, first, last):
            stored = SQL(
                "%s AND NOT (company_id = %s AND date = ANY(%s))", stored, company.id, months
            )
            dates = [
                day
                for month in months
                for day in _span(month, (month + timedelta(days=31)).replace(day=1))
            ]
            rows = self.env["kms.fact.engine"]._kms_member_rows(
                source, Days.of(company.id, company.kms_timezone, dates)
            )
            live.append(
                SQL(
                    "SELECT %s, date, partner_id FROM (%s) live WHERE %s",
                    company.id,
                    rows,
                    condition,
                )
            )
        return SQL(" UNION ALL ").join([stored, *live])

    @api.model
    def _kms_dirty_months(self, source, scope, first, last):
        end = (last + timedelta(days=31)).replace(day=1)
        marks = self.env.execute_query(
            SQL(
                "SELECT company_id, date_trunc('month', date)::date FROM kms_fact_dirty"
                " WHERE company_id = ANY(%s) AND source = %s"
                " AND (date IS NULL OR date >= %s AND date < %s) GROUP BY 1, 2",
                scope.companies.ids,
                source.code,
                first,
                end,
            )
        )
        months = defaultdict(set)
        for company_id, month in marks:
            if month:
                months[company_id].add(month)
            else:
                months[company_id] |= {step[0] for step in buckets(first, last, "month")}
        return [
            (self.env["res.company"].browse(company_id), sorted(dates))
            for company_id, dates in months.items()
        ]

    @api.model
    def _kms_drill(self, metric, opened, scope):
        """Return the action that shows what is behind a figure.

        :param metric: `kms.metric` record that was asked for
        :param opened: the one whose records are shown, see `_kms_opened`
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :rtype: dict
        """
        period = scope.period
        if metric.kind in ("distinct", "retention"):
            base = metric.numerator_id if metric.kind == "retention" else metric
            last = min(period.last, scope.companies[:1]._kms_today())
            first = period.first if metric.kind == "distinct" else last
            members = self._kms_members(base, scope, first, last)
            ids = self.env.execute_query(SQL("SELECT DISTINCT partner_id FROM (%s) m", members))
            return metric._kms_action([("id", "in", [row[0] for row in ids])])
        if not opened.model:
            raise UserError(self.env._("No list of records stands behind %s.", metric.name))
        domain = opened._kms_domain(scope.companies, period.first, period.last, scope.filters)
        return opened._kms_action(domain)

    @api.model
    def _kms_count_members(self, metric, scope, ranges):
        first = min(range_[0] for range_ in ranges)
        last = max(range_[1] for range_ in ranges)
        counts = [
            SQL(
                "COUNT(DISTINCT partner_id) FILTER (WHERE date >= %s AND date <= %s)",
                start.replace(day=1),
                end,
            )
            for start, end in ranges
        ]
        members = self._kms_members(metric, scope, first, last)
        [row] = self.env.execute_query(
            SQL("SELECT %s FROM (%s) members", SQL(", ").join(counts), members)
        )
        return list(row)

    @api.model
    def _kms_count_kept(self, metric, scope, month):
        """Count the customers of the month before, and those of them who are in the month.

        :return: kept, all
        :rtype: tuple[int, int]
        """
        before = (month - timedelta(days=1)).replace(day=1)
        [(kept, base)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FILTER (WHERE now), COUNT(*) FROM ("
                " SELECT partner_id, bool_or(date = %s) AS now, bool_or(date = %s) AS before"
                " FROM (%s) members GROUP BY partner_id) people WHERE before",
                month,
                before,
                self._kms_members(metric, scope, before, month),
            )
        )
        return kept, base


def _step_key(day, grain):
    """Where the database starts the step that holds a day."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def _span(first, end):
    return [first + timedelta(days=count) for count in range((end - first).days)]


def _all_days(period):
    end = period.last + timedelta(days=1)
    return [
        *_span(min(period.previous_first, period.trend_first), end),
    ]


def _ratio(metric, result, steps):
    numerators, denominators = result[metric.numerator_id], result[metric.denominator_id]
    factor = 100 if metric.unit == "percent" else 1
    empty = Series(steps)
    return {
        key: Series.ratio(
            numerators.get(key) or empty, denominators.get(key) or empty, factor
        )
        for key in {**denominators, **numerators}
    }
