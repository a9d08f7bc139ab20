"""Days of a company, as conditions on the columns of a table. No environment."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytz

from odoo.tools import SQL

ONE_DAY = timedelta(days=1)


class Days(NamedTuple):
    """Some days of one company, in its time zone.

    :param int company_id: whose days
    :param str timezone: name of its time zone
    :param tuple ranges: first and last days, included, in order and apart; None for all days
    """

    company_id: int
    timezone: str
    ranges: tuple | None = None

    @classmethod
    def of(cls, company_id, timezone, dates):
        """Days that need not follow each other, as few ranges as they allow."""
        ranges = []
        for day in sorted(set(dates)):
            if ranges and day - ranges[-1][1] == ONE_DAY:
                ranges[-1][1] = day
            else:
                ranges.append([day, day])
        return cls(company_id, timezone, tuple(map(tuple, ranges)))

    def day(self, moment):
        """The day that a UTC timestamp falls on.

        :param SQL moment: an expression of type timestamp
        :rtype: SQL
        """
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self.timezone)

    def holds(self, moment):
        """Condition: a UTC timestamp falls on one of the days. Plain comparisons, for indexes.

        :param SQL moment: an expression of type timestamp
        :rtype: SQL
        """
        if self.ranges is None:
            return SQL("%s IS NOT NULL", moment)
        bounds = [
            (self._midnight(first), self._midnight(last + ONE_DAY)) for first, last in self.ranges
        ]
        return self._any(moment, bounds)

    def holds_date(self, day):
        """Condition: a date is one of the days.

        :param SQL day: an expression of type date
        :rtype: SQL
        """
        if self.ranges is None:
            return SQL("%s IS NOT NULL", day)
        return self._any(day, [(first, last + ONE_DAY) for first, last in self.ranges])

    def _any(self, column, bounds):
        conditions = [
            SQL("(%s >= %s AND %s < %s)", column, start, column, end) for start, end in bounds
        ]
        if not conditions:
            return SQL("FALSE")
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _midnight(self, day):
        local = pytz.timezone(self.timezone).localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
