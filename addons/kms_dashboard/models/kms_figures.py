from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..facts import Days, Series
from ..period import month_end

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
        parts = dict.fromkeys(
            part
            for metric in metrics
            for part in (metric, *(metric.parts if metric.kind == "ratio" else ()))
        )
        stored = [metric for metric in parts if metric.kind not in ("live", "ratio")]
        dirty = {code for code, _company_id in marks}
        clean = [metric for metric in stored if _counted(metric).source not in dirty]
        result = self._kms_read_kept(clean, scope, dimension, marks)
        others = [metric for metric in parts if metric not in result and metric.kind != "ratio"]
        result.update(self._kms_read_kinds(others, scope, dimension, marks))
        for metric in metrics:
            if metric.kind == "ratio":
                result[metric] = _ratio(metric, result, len(scope.steps))
        return {metric: result[metric] for metric in metrics}

    @api.model
    def _kms_read_kept(self, metrics, scope, dimension, marks):
        """Figures without a dirty day: their facts alone decide, and these have a stamp."""
        if not metrics:
            return {}
        today = scope.companies[:1]._kms_today()
        key = (*scope.key, dimension, today, tuple(metric.id for metric in metrics))

        def read():
            found = self._kms_read_kinds(metrics, scope, dimension, marks)
            return [found[metric] for metric in metrics]

        self._kms_all_marks(scope)
        stamp = self.env["kms.fact.stamp"]
        kept = stamp._kms_keep(scope.marks["stamp"], key, read)
        return dict(zip(metrics, kept, strict=True))

    @api.model
    def _kms_read_kinds(self, metrics, scope, dimension, marks):
        """Read figures of any kind but ratios; see `_kms_read`."""
        segment = self.env["kms.metric"]._kms_segment_model()
        obeying = [m for m in metrics if all(m.obeys(name, segment) for name in scope.filters)]
        known = [m for m in obeying if dimension == "kms_channel" or m.has(dimension)]
        sums = [metric for metric in known if metric.kind == "additive"]
        result = self._kms_read_days(sums, scope, dimension, marks)
        if levels := [metric for metric in known if metric.kind == "level"]:
            result.update(self._kms_read_levels(levels, scope, dimension, marks))
        others = [metric for metric in metrics if metric not in result]
        result.update(
            {metric: {None: Series.unknown(len(scope.steps))} for metric in others},
        )
        for kind in ("live", "distinct", "retention", "churn"):
            readable = [m for m in others if m.kind == kind and m in obeying]
            if readable:
                getattr(self, f"_kms_read_{kind}")(readable, scope, marks, result)
        return result

    @api.model
    def _kms_marks(self, scope):
        """Return what is dirty in the days of a scope and the months before that they need.

        :return: days by code of the source and company; None among them for all
        :rtype: dict[tuple[str, int], set]
        """
        first = scope.first - timedelta(days=MONTHS_BEFORE)
        last = month_end(scope.period.last)
        marks = {
            key: {day for day in dates if day is None or first <= day <= last}
            for key, dates in self._kms_all_marks(scope).items()
        }
        return {key: dates for key, dates in marks.items() if dates}

    @api.model
    def _kms_all_marks(self, scope):
        """Return what is dirty, of any time: read once for all that is read with a scope, together
        with the stamp of the facts.

        :rtype: dict[tuple[str, int], set]
        """
        if "read" not in scope.marks:
            statement = SQL(
                "SELECT DISTINCT source, company_id, date FROM kms_fact_dirty"
                " WHERE company_id = ANY(%s) UNION ALL"
                " SELECT md5(string_agg(id::text, ',' ORDER BY id)), NULL, NULL"
                " FROM kms_fact_stamp",
                scope.companies.ids,
            )
            marks = scope.marks["read"] = {}
            for code, company_id, day in self.env.execute_query(statement):
                if company_id:
                    marks.setdefault((code, company_id), set()).add(day)
                else:
                    scope.marks["stamp"] = code
        return scope.marks["read"]

    @api.model
    def _kms_is_clean(self, metric, scope):
        """Whether nothing is dirty of a figure's source, of any time."""
        return all(code != metric.source for code, _company_id in self._kms_all_marks(scope))

    @api.model
    def _kms_keep_clean(self, metric, scope, key, read):
        """Return what was made of a figure's facts before, as long as nothing of it is dirty.

        :param tuple key: what it depends on besides figure and scope; no user's rights
        :param read: called without arguments when nothing is kept; nobody may change its value
        """
        parts = metric.parts if metric.kind == "ratio" else (metric,)
        if not all(self._kms_is_clean(part, scope) for part in parts):
            return read()
        today = scope.companies[:1]._kms_today()
        key = (*key, metric.id, *scope.key, today)
        return self.env["kms.fact.stamp"]._kms_keep(scope.marks["stamp"], key, read)

    # ------------------------------------------------------------
    # SUMS OF DAYS
    # ------------------------------------------------------------

    @api.model
    def _kms_read_days(self, metrics, scope, dimension, marks):
        steps = scope.steps
        grain = "day" if scope.totals else scope.period.grain
        index = {_step_key(first, grain): rank for rank, (first, _) in enumerate(steps)}
        result = {metric: {None: Series(len(steps))} for metric in metrics}
        by_id = {metric.id: values for metric, values in result.items()}
        period = scope.period
        today = scope.companies[:1]._kms_today()
        shared = scope.previous_in_trend and not scope.totals
        begun = sum(first <= today for first, _last in steps)
        if period.first > today:
            begun = len(steps)  # days to come alone: nothing booked is a figure too
        keyed = scope.keyed if dimension == "kms_channel" else None
        for metric_id, key, step, value in self._kms_fetch(metrics, scope, dimension, marks):
            values = by_id[metric_id]
            key = (key or False) if keyed is None or metric_id in keyed else None
            series = values.get(key) or values.setdefault(key, Series(len(steps)))
            if step is not None:
                series.points[index[step]] += value
            before = shared and (period.previous_first <= step <= period.previous_last)
            if step is None or before:
                series.previous += value
            elif not shared or period.first <= step:
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
        key = SQL("key")
        if dimension == "kms_channel" and scope.keyed is not None:
            key = SQL("CASE WHEN metric_id = ANY(%s) THEN key END", sorted(scope.keyed))
        dirty = self._kms_dirty_days(metrics, scope, marks)
        ids = [metric.id for metric in metrics]
        parts = self._kms_stored_rows(ids, scope, dimension, dirty)
        for source, company, dates in dirty:
            mine = [metric.id for metric in metrics if metric.source == source.code]
            skipped = SQL(
                "NOT (company_id = %s AND metric_id = ANY(%s) AND date = ANY(%s))",
                company.id,
                mine,
                dates,
            )
            parts[0] = SQL("%s AND %s", parts[0], skipped)
            days = Days.of(company.id, company.kms_timezone, dates)
            parts.append(self._kms_live_rows(source, days, mine, scope, column))
        return self.env.execute_query(
            SQL(
                "SELECT metric_id, %s, %s, SUM(value) FROM (%s) f GROUP BY 1, 2, 3",
                key,
                scope.step(),
                SQL(" UNION ALL ").join(parts),
            )
        )

    @api.model
    def _kms_stored_rows(self, ids, scope, dimension, dirty):
        """Rows of days, and of those whole months that hold no dirty day.

        :rtype: list[SQL]
        """
        months = scope.whole_months() - {
            day.replace(day=1) for _source, _company, dates in dirty for day in dates
        }
        days = [day for day in scope.days() if day.replace(day=1) not in months]
        split, daily, monthly = tables(scope.details(dimension))
        column = SQL.identifier("key" if dimension == split else dimension)

        def rows(table, extra, when):
            return SQL(
                "SELECT metric_id, %s AS key, date, value FROM %s"
                " WHERE company_id = ANY(%s) AND metric_id = ANY(%s) AND %s AND %s AND %s",
                column,
                SQL.identifier(table),
                scope.companies.ids,
                ids,
                extra,
                when,
                scope.matches(split),
            )

        found = [rows(*daily, Days.of(0, "UTC", days).holds_date(SQL("date")))]
        if months:
            found.append(rows(*monthly, SQL("date = ANY(%s)", sorted(months))))
        return found

    @api.model
    def _kms_live_rows(self, source, days, metrics, scope, column):
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


def tables(details):
    """Where days and whole months are read.

    :param set details: dimensions that are needed besides the channel
    :return: the dimension whose values stand in a column ``key``, if there is one; of days and of
        months the table and what else its rows have to be
    """
    if len(details) == 1:
        [split] = details
        of_split = [SQL("dimension = %s AND monthly = %s", split, whole) for whole in (False, True)]
        return split, *(("kms_fact_split", condition) for condition in of_split)
    detailed = bool(details)
    days = "kms_fact_detail" if detailed else "kms_fact"
    return None, (days, SQL("TRUE")), ("kms_fact_rollup", SQL("detailed = %s", detailed))


def _step_key(day, grain):
    """Where the database starts the step that holds a day."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def _counted(metric):
    """The figure whose facts are read: of those who come back, the one that counts them."""
    return metric.parts[0] if metric.kind in ("retention", "churn") else metric


def _ratio(metric, result, steps):
    numerators, denominators = (result[part] for part in metric.parts)
    factor = 100 if metric.unit == "percent" else 1
    empty = Series(steps)
    return {
        key: Series.ratio(
            numerators.get(key) or empty, denominators.get(key) or empty, factor, metric.deduction
        )
        for key in {**denominators, **numerators}
    }
