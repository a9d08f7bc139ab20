from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..facts import Days, Series
from ..period import buckets

# Days that are counted from the documents while somebody waits; older ones show what was true at
# the last refresh, a few minutes ago.
LIVE_DAYS = 62
MONTHS_BEFORE = 93  # retention looks at the two months before the last one


class KmsFigures(models.AbstractModel):
    """Reads figures for a scope: facts, and for dirty days the documents themselves.

    Reading writes nothing: two readers never meet on a lock, and what is shown is true at the
    reader's own moment. The cron makes the dirty days clean.
    """

    _name = "kms.figures"
    _description = "Reader of figures"

    @api.model
    def _kms_read(self, metrics, scope, dimension="kms_channel", marks=None):
        """Return the figures of a scope, split by a dimension.

        :param metrics: list of :class:`~odoo.addons.kms_dashboard.facts.Metric` of any kind
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :param str dimension: what to split by
        :param dict marks: see `_kms_marks`, when several readings share them
        :return: by metric, by value of the dimension; None is their sum
        :rtype: dict[Metric, dict[object, Series]]
        """
        self.env.flush_all()
        marks = self._kms_marks(scope) if marks is None else marks
        parts = {part for metric in metrics for part in (metric, *metric.parts)}
        known = [
            metric
            for metric in parts
            if metric.kind == "additive"
            and all(metric.has(name) for name in scope.filters)
            and (dimension == "kms_channel" or metric.has(dimension))
        ]
        result = self._kms_read_days(known, scope, dimension, marks)
        for metric in parts - {*known} - {metric for metric in parts if metric.kind == "ratio"}:
            reader = getattr(self, f"_kms_read_{metric.kind}", None)
            readable = reader and all(metric.has(name) for name in scope.filters)
            series = reader(metric, scope, marks) if readable else None
            result[metric] = {None: series or Series.unknown(len(scope.steps))}
        for metric in metrics:
            if metric.kind == "ratio":
                result[metric] = _ratio(metric, result, len(scope.steps))
        return {metric: result[metric] for metric in metrics}

    @api.model
    def _kms_marks(self, scope):
        """Return what is dirty in the days of a scope and the months before that they need.

        :return: days by code of the source and company; None among them for all
        :rtype: dict[tuple[str, int], set]
        """
        period = scope.period
        first = min(period.previous_first, period.trend_first, period.first)
        rows = self.env.execute_query(
            SQL(
                "SELECT source, company_id, array_agg(DISTINCT date) FROM kms_fact_dirty"
                " WHERE company_id = ANY(%s) AND (date IS NULL OR date >= %s AND date <= %s)"
                " GROUP BY 1, 2",
                scope.companies.ids,
                first - timedelta(days=MONTHS_BEFORE),
                _month_end(period.last),
            )
        )
        return {(code, company_id): set(dates) for code, company_id, dates in rows}

    # ------------------------------------------------------------
    # SUMS OF DAYS
    # ------------------------------------------------------------

    @api.model
    def _kms_read_days(self, metrics, scope, dimension, marks):
        steps = scope.steps
        index = {
            _step_key(first, scope.period.grain): rank for rank, (first, _) in enumerate(steps)
        }
        result = {metric: {None: Series(len(steps))} for metric in metrics}
        by_id = {metric.id: values for metric, values in result.items()}
        period = scope.period
        today = scope.companies[:1]._kms_today()
        begun = sum(first <= today for first, _last in steps)
        for metric_id, key, step, value in self._kms_fetch(metrics, scope, dimension, marks):
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
    def _kms_fetch(self, metrics, scope, dimension, marks):
        """Rows of ``(metric id, value of the dimension, point of the curve, value)``."""
        if not metrics:
            return []
        column = SQL.identifier(dimension)
        detailed = scope.needs_detail or dimension != "kms_channel"
        table = SQL.identifier("kms_fact_detail" if detailed else "kms_fact")
        dirty = self._kms_dirty_days(metrics, scope, marks)
        ids = [metric.id for metric in metrics]
        stored = SQL(
            "SELECT metric_id, %s AS key, date, value FROM %s"
            " WHERE company_id = ANY(%s) AND metric_id = ANY(%s) AND %s AND %s",
            column,
            table,
            scope.companies.ids,
            ids,
            scope.days(),
            scope.matches(),
        )
        parts = [stored]
        for source, company, dates in dirty:
            mine = [metric.id for metric in metrics if metric.source == source.code]
            parts[0] = SQL(
                "%s AND NOT (company_id = %s AND metric_id = ANY(%s) AND date = ANY(%s))",
                parts[0],
                company.id,
                mine,
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
            metrics,
            scope.matches(),
        )

    @api.model
    def _kms_dirty_days(self, metrics, scope, marks):
        """Return the days to count from the documents, the newest and a bounded number.

        :return: source, company and its days
        :rtype: list[tuple]
        """
        sources = self.env["kms.fact.engine"]._kms_sources()
        codes = {metric.source for metric in metrics}
        result = []
        for (code, company_id), dates in marks.items():
            if code not in codes or code not in sources:
                continue
            days = scope.all_days()
            if None not in dates:
                days = sorted(dates & days, reverse=True)[:LIVE_DAYS]
            if days:
                company = self.env["res.company"].browse(company_id)
                result.append((sources[code], company, sorted(days)))
        return result

    # ------------------------------------------------------------
    # OTHER KINDS
    # ------------------------------------------------------------

    @api.model
    def _kms_read_live(self, metric, scope, _marks):
        """What is true now: nothing is known of the days before."""
        # sudo: like every figure it counts records of colleagues too; only the number leaves. The
        # filters hold the user's own records where they may see no others.
        record = self.env["kms.metric"].sudo().browse(metric.id)
        series = Series.unknown(len(scope.steps))
        series.total = record._kms_measure(
            record._kms_domain(scope.companies, filters=scope.filters)
        )
        return series

    @api.model
    def _kms_read_distinct(self, metric, scope, marks):
        period = scope.period
        months = scope.steps if period.grain == "month" else []
        wanted = [
            (period.first, period.last),
            (period.previous_first, period.previous_last),
            *months,
        ]
        series = Series.unknown(len(scope.steps))
        series.total, series.previous, *points = self._kms_count_members(
            metric, scope, wanted, marks
        )
        series.points = points or series.points
        return series

    @api.model
    def _kms_read_retention(self, metric, scope, marks):
        """Share of the customers of a month who are there the month after."""
        month = scope.current_month()
        before = (month - timedelta(days=1)).replace(day=1)
        first = (before - timedelta(days=1)).replace(day=1)
        [(kept, base, kept_before, base_before)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FILTER (WHERE a AND b), COUNT(*) FILTER (WHERE b),"
                " COUNT(*) FILTER (WHERE b AND c), COUNT(*) FILTER (WHERE c) FROM ("
                " SELECT partner_id, bool_or(date = %s) AS a, bool_or(date = %s) AS b,"
                " bool_or(date = %s) AS c FROM (%s) members GROUP BY partner_id) people",
                month,
                before,
                first,
                self._kms_members(metric.parts[0], scope, first, month, marks),
            )
        )
        series = Series.unknown(len(scope.steps))
        series.total = 100 * kept / base if base else None
        series.previous = 100 * kept_before / base_before if base_before else None
        series.n = base
        return series

    @api.model
    def _kms_members(self, metric, scope, first, last, marks):
        """Rows of who belongs to the months that two days touch: ``(date, partner_id)``.

        :rtype: SQL
        """
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
        for company, months in self._kms_dirty_months(source, marks, first, last):
            stored = SQL(
                "%s AND NOT (company_id = %s AND date = ANY(%s))", stored, company.id, months
            )
            dates = [day for month in months for day in _span(month, _month_end(month))]
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
    def _kms_dirty_months(self, source, marks, first, last):
        wanted = {step[0] for step in buckets(first, _month_end(last), "month")}
        result = []
        for (code, company_id), dates in marks.items():
            months = wanted & {date and date.replace(day=1) for date in dates}
            if code == source.code and (months or None in dates):
                company = self.env["res.company"].browse(company_id)
                result.append((company, sorted(wanted if None in dates else months)))
        return result

    @api.model
    def _kms_drill(self, metric, opened, scope):
        """Return the action that shows what is behind a figure.

        :param Metric metric: the figure that was asked for
        :param Metric opened: the one whose records are shown
        :param scope: :class:`~odoo.addons.kms_dashboard.facts.Scope`
        :rtype: dict
        """
        self.env.flush_all()
        period = scope.period
        # sudo: where the records are is no secret; they open with the user's rights.
        record = self.env["kms.metric"].sudo().browse(opened.id)
        if metric.kind in ("distinct", "retention"):
            ids = self.env.execute_query(self._kms_people(metric, scope))
            return record._kms_action([("id", "in", sorted(row[0] for row in ids))])
        if not opened.model:
            raise UserError(self.env._("No list of records stands behind %s.", metric.name))
        domain = record._kms_domain(scope.companies, period.first, period.last, scope.filters)
        return record._kms_action(domain)

    @api.model
    def _kms_people(self, metric, scope):
        """The customers that a figure of distinct ones counts; of a share, those who came back."""
        marks = self._kms_marks(scope)
        if metric.kind == "distinct":
            period = scope.period
            members = self._kms_members(metric, scope, period.first, period.last, marks)
            return SQL("SELECT DISTINCT partner_id FROM (%s) members", members)
        month = scope.current_month()
        before = (month - timedelta(days=1)).replace(day=1)
        members = self._kms_members(metric.parts[0], scope, before, month, marks)
        return SQL(
            "SELECT partner_id FROM (%s) members GROUP BY partner_id"
            " HAVING COUNT(DISTINCT date) = 2",
            members,
        )

    @api.model
    def _kms_count_members(self, metric, scope, ranges, marks):
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
        members = self._kms_members(metric, scope, first, last, marks)
        [row] = self.env.execute_query(
            SQL("SELECT %s FROM (%s) members", SQL(", ").join(counts), members)
        )
        return list(row)


def _step_key(day, grain):
    """Where the database starts the step that holds a day."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def _span(first, last):
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _month_end(day):
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _ratio(metric, result, steps):
    numerators, denominators = (result[part] for part in metric.parts)
    factor = 100 if metric.unit == "percent" else 1
    empty = Series(steps)
    return {
        key: Series.ratio(numerators.get(key) or empty, denominators.get(key) or empty, factor)
        for key in {**denominators, **numerators}
    }
