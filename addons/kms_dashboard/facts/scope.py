"""What a board asks for. No environment."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from odoo.tools import SQL

from ..period import Period, buckets, resolve, span

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """Companies, days and filters of one reading.

    :param companies: `res.company` records, in one currency
    :param Period period: the days
    :param dict filters: lists of accepted values by dimension; False is «none»
    :param bool totals: only the period as a whole is asked for: no curve, no days before
    :param keyed: ids of the figures that are wanted by channel too; None for all of them
    """

    companies: object
    period: Period
    filters: dict = field(default_factory=dict)
    totals: bool = False
    keyed: frozenset | None = None
    # what was worked out for this reading: a figure and the list of its records share a domain
    domains: dict = field(default_factory=dict, compare=False, repr=False)
    # days to count from the documents, whatever days are asked for; see `kms.figures._kms_marks`
    marks: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def key(self):
        """All that is asked for, to tell readings apart."""
        filters = tuple(
            sorted((name, tuple(map(str, values))) for name, values in self.filters.items())
        )
        return self.companies._ids, self.period, filters, self.totals, self.keyed

    def narrowed(self, **filters):
        """The same with more filters.

        :rtype: Scope
        """
        return replace(self, filters={**self.filters, **filters})

    def ahead(self, count):
        """The same for days to come.

        :param int count: how many from tomorrow on; 0 for the days of the scope itself
        :rtype: Scope
        """
        if not count:
            return self
        today = self.companies[:1]._kms_today()
        first, last = today + ONE_DAY, today + timedelta(days=count)
        return replace(self, period=resolve("range", first, today, last))

    @cached_property
    def steps(self):
        """First and last day of each point of a curve."""
        if self.totals:
            return [(self.period.first, self.period.last)]
        return buckets(self.period.trend_first, self.period.last, self.period.grain)

    @property
    def previous_in_trend(self):
        """Whether the days before are points of the curve too."""
        return self.period.previous_first >= self.period.trend_first

    def all_days(self):
        """Every day that is needed, and those in between.

        :rtype: set[datetime.date]
        """
        return set(span(self.first, self.period.last))

    @property
    def first(self):
        """The first day that is needed."""
        period = self.period
        if self.totals:
            return period.first
        return min(period.previous_first, period.trend_first, period.first)

    def current_month(self):
        """First day of the last month of the period that has begun.

        :rtype: datetime.date
        """
        return min(self.period.last, self.companies[:1]._kms_today()).replace(day=1)

    def days(self):
        """The days that are needed.

        :rtype: set[datetime.date]
        """
        period = self.period
        if self.totals:
            return set(span(period.first, period.last))
        return {
            *span(period.previous_first, period.previous_last),
            *span(period.trend_first, period.last),
        }

    def whole_months(self):
        """First days of the months that may be read as one: no point of a curve falls inside.

        :rtype: set[datetime.date]
        """
        period = self.period
        spans = []
        if self.totals:
            spans.append((period.first, period.last))
        elif not self.previous_in_trend:
            spans.append((period.previous_first, period.previous_last))
        if period.grain == "month" and not self.totals:
            spans.append((period.trend_first, period.last))
        return {
            first
            for span in spans
            for first, last in buckets(*span, "month")
            if first.day == 1 and (last + ONE_DAY).day == 1
        }

    def step(self):
        """The point of the curve that a column ``date`` falls on; null for the days before.

        :rtype: SQL
        """
        period = self.period
        if self.totals:
            return SQL("%s::date", period.first)
        step = SQL("date")
        if period.grain != "day":
            step = SQL("date_trunc(%s, date)::date", period.grain)
        if self.previous_in_trend:
            return step
        return SQL("CASE WHEN date >= %s THEN %s END", period.trend_first, step)

    def matches(self, split=None):
        """Condition on the columns of a fact: the filters hold.

        :param str split: dimension whose values stand in a column ``key``
        :rtype: SQL
        """
        conditions = [SQL("TRUE")]
        for name, values in self.filters.items():
            column = SQL.identifier("key" if name == split else name)
            given = [value for value in values if value]
            condition = SQL("%s = ANY(%s)", column, given) if given else SQL("FALSE")
            if False in values:
                condition = SQL("(%s OR %s IS NULL)", condition, column)
            conditions.append(condition)
        return SQL(" AND ").join(conditions)

    def details(self, dimension):
        """What a reading by a dimension needs to know besides the channel.

        :rtype: set[str]
        """
        return {*self.filters, dimension} - {"kms_channel"}
