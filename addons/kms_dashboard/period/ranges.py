"""Periods of a board: which days, which days before them, cut into which steps. No environment."""

from datetime import date, timedelta
from typing import NamedTuple

KINDS = (
    "today",
    "days7",
    "days30",
    "week",
    "month",
    "quarter",
    "year",
    "rolling3",
    "rolling6",
    "rolling",
    "range",
)
GRAINS = ("day", "week", "month")
MAX_DAYS = 3 * 366
TREND_DAYS = 14  # a single day has no curve: its widgets show the two weeks that end with it
MONTHS = {"month": 1, "quarter": 3, "year": 12}
LAST_DAYS = {"today": 1, "days7": 7, "days30": 30}
LAST_MONTHS = {"rolling3": 3, "rolling6": 6, "rolling": 12}
ONE_DAY = timedelta(days=1)


class Period(NamedTuple):
    """Days of a board; all bounds are included.

    ``previous`` is what the figures are compared with: the calendar period before, cut after as
    many days while the period still runs, so that a month begun is compared with a month begun.
    ``trend_first`` is where curves begin, ``first`` but for a single day.
    """

    kind: str
    first: date
    last: date
    previous_first: date
    previous_last: date
    grain: str

    @property
    def trend_first(self):
        if self.first == self.last:
            return self.last - timedelta(days=TREND_DAYS - 1)
        return self.first


def resolve(kind, anchor, today, last=None):
    """Return the period of a kind around a day.

    :param str kind: one of :data:`KINDS`
    :param datetime.date anchor: a day of the period; the first one of a ``range``
    :param datetime.date today: the company's today; a period that holds it still runs
    :param datetime.date last: last day of a ``range``
    :rtype: Period
    :raise ValueError: unknown kind, or a range that is upside down or too long
    """
    if kind not in KINDS:
        raise ValueError(kind)
    if kind == "range":
        first, last = anchor, last or anchor
        if last < first or (last - first).days >= MAX_DAYS:
            raise ValueError(kind)
        before = first - (last - first) - ONE_DAY, first - ONE_DAY
    else:
        first, last, before = _calendar(kind, anchor)
    previous_first, previous_last = before
    if kind != "range" and first <= today < last:
        previous_last = min(previous_last, previous_first + (today - first))
    return Period(kind, first, last, previous_first, previous_last, _grain(first, last))


def _calendar(kind, day):
    if kind in LAST_DAYS:
        first = day - timedelta(days=LAST_DAYS[kind] - 1)
        return first, day, (first - timedelta(days=LAST_DAYS[kind]), first - ONE_DAY)
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return (
            first,
            first + timedelta(days=6),
            (first - timedelta(days=7), first - ONE_DAY),
        )
    if kind in LAST_MONTHS:
        # whole months, the one of the day included
        end = _add_months(day.replace(day=1), 1)
        count = LAST_MONTHS[kind]
        first, previous = _add_months(end, -count), _add_months(end, -2 * count)
        return first, end - ONE_DAY, (previous, first - ONE_DAY)
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return (
        first,
        _add_months(first, months) - ONE_DAY,
        (_add_months(first, -months), first - ONE_DAY),
    )


def _add_months(first, months):
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _grain(first, last):
    days = (last - first).days + 1
    if days <= 31:
        return "day"
    return "week" if days <= 120 else "month"


def buckets(first, last, grain):
    """Cut days into steps.

    :param str grain: one of :data:`GRAINS`
    :return: first and last day of each step; the outer ones are cut to the period
    :rtype: list[tuple[datetime.date, datetime.date]]
    """
    steps = []
    day = first
    while day <= last:
        if grain == "day":
            after = day + ONE_DAY
        elif grain == "week":
            after = day + timedelta(days=7 - day.weekday())
        else:
            after = _add_months(day.replace(day=1), 1)
        steps.append((day, min(after - ONE_DAY, last)))
        day = after
    return steps


def span(first, last):
    """All days from one to another, both included.

    :rtype: list[datetime.date]
    """
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def month_end(day):
    """Last day of the month of a day.

    :rtype: datetime.date
    """
    return _add_months(day.replace(day=1), 1) - ONE_DAY
