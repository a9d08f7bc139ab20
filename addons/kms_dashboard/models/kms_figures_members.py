from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..facts import Days, pack, unpack
from ..period import buckets, month_end, span

_BACK = SQL("COUNT(DISTINCT date) = 2")


class KmsFigures(models.AbstractModel):
    """Figures that count people once, and the records behind any figure."""

    _inherit = "kms.figures"

    @api.model
    def _kms_read_distinct(self, metrics, scope, marks, result):
        for metric in metrics:
            self._kms_count_distinct(metric, scope, marks, result[metric][None])

    @api.model
    def _kms_count_distinct(self, metric, scope, marks, series):
        period = scope.period
        months = scope.steps if period.grain == "month" else []
        wanted = [
            (period.first, period.last),
            (period.previous_first, period.previous_last),
            *months,
        ]
        first = min(range_[0] for range_ in wanted)
        bits = self._kms_member_bits(metric, scope, first, period.last, marks)
        counts = [_union(bits, start.replace(day=1), end).bit_count() for start, end in wanted]
        series.total, series.previous, *points = counts
        series.points = points or series.points

    @api.model
    def _kms_read_retention(self, metrics, scope, marks, result):
        """Share of the customers of a month who are there the month after."""
        for metric in metrics:
            self._kms_count_back(metric, scope, marks, result[metric][None])

    @api.model
    def _kms_read_churn(self, metrics, scope, marks, result):
        """The rest: those who did not come back."""
        self._kms_read_retention(metrics, scope, marks, result)
        for metric in metrics:
            series = result[metric][None]
            series.total, series.previous, *series.points = (
                None if share is None else 100 - share
                for share in (series.total, series.previous, *series.points)
            )

    @api.model
    def _kms_count_back(self, metric, scope, marks, series):
        month = scope.current_month()
        before = _month_before(month)
        months = [first.replace(day=1) for first, _last in scope.steps]
        by_month = scope.period.grain == "month" and not scope.totals
        first = min(_month_before(before), _month_before(months[0]) if by_month else before)
        bits = self._kms_member_bits(metric.parts[0], scope, first, month, marks)
        series.total, series.previous = (_share_back(bits, day) for day in (month, before))
        if by_month:
            series.points = [_share_back(bits, day) if day <= month else None for day in months]
        series.n = bits.get(before, 0).bit_count()

    @api.model
    def _kms_member_bits(self, metric, scope, first, last, marks):
        """Return who belongs to the months that two days touch, as bits of a number.

        :return: by first day of the month
        :rtype: dict[datetime.date, int]
        """
        source = self.env["kms.fact.engine"]._kms_sources().get(metric.source)
        first, last = first.replace(day=1), last.replace(day=1)
        live = self._kms_dirty_months(source, marks, first, last)
        stale = {(company.id, month) for company, months in live for month in months}
        rows = self.env.execute_query(
            SQL(
                "SELECT company_id, date, members FROM kms_fact_bitmap"
                " WHERE company_id = ANY(%s) AND metric_id = %s AND date >= %s AND date <= %s"
                " AND %s",
                scope.companies.ids,
                metric.id,
                first,
                last,
                scope.matches(),
            )
        )
        bits = {}
        for company_id, date, members in rows:
            if (company_id, date) not in stale:
                bits[date] = bits.get(date, 0) | unpack(members)
        if live:
            # what is dirty is counted from the documents
            members = self._kms_members(metric, scope, first, last, marks)
            statement = SQL(
                "SELECT date, array_agg(DISTINCT partner_id) FROM (%s) m"
                " WHERE (company_id, date) IN %s GROUP BY date",
                members,
                tuple(stale),
            )
            for date, ids in self.env.execute_query(statement):
                bits[date] = bits.get(date, 0) | unpack(pack(ids))
        return bits

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
            dates = [day for month in months for day in span(month, month_end(month))]
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
        wanted = {step[0] for step in buckets(first, month_end(last), "month")}
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
        # what is true now is true of documents of any day
        first = None if metric.kind in ("level", "live") else period.first
        # sudo: where the records are is no secret; they open with the user's rights.
        record = self.env["kms.metric"].sudo().browse(opened.id)
        if metric.kind == "level":
            self._kms_check_level(metric, scope)
        if metric.kind in ("distinct", "retention", "churn"):
            ids = self.env.execute_query(self._kms_people(metric, scope))
            return record._kms_action([("id", "in", sorted(row[0] for row in ids))])
        if not opened.model:
            raise UserError(self.env._("No list of records stands behind %s.", metric.name))
        domain = record._kms_domain(scope.companies, first, period.last, scope.filters)
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
            "SELECT partner_id FROM (%s) members GROUP BY partner_id HAVING %s",
            members,
            _BACK if metric.kind == "retention" else SQL("MAX(date) = %s", before),
        )


def _month_before(month):
    return (month - timedelta(days=1)).replace(day=1)


def _share_back(bits, month):
    """Share of the customers of the month before who are there again, in percent."""
    then = bits.get(_month_before(month), 0)
    return 100 * (bits.get(month, 0) & then).bit_count() / then.bit_count() if then else None


def _union(bits, first, last):
    result = 0
    for month, members in bits.items():
        if first <= month <= last:
            result |= members
    return result
