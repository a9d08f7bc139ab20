"""Calendar periods, by their first and last day; both days belong to the period."""

from calendar import monthrange
from datetime import timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def around(day, kind):
    """Return the period of a kind that a day falls in.

    :param datetime.date day: any day of it
    :param str kind: day, week (from Monday), month, quarter or year
    :rtype: tuple[datetime.date, datetime.date]
    """
    if kind == "day":
        return day, day
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    months = MONTHS[kind]
    first = day.replace(day=1, month=(day.month - 1) // months * months + 1)
    return first, _last_day(first, months)


def kind_of(first, last):
    """Return which calendar period two dates are, or None for dates of one's own.

    :rtype: str | None
    """
    kinds = ("day", "week", *MONTHS)
    return next((kind for kind in kinds if around(first, kind) == (first, last)), None)


def following(first, last):
    """Return the period that comes next: the next calendar one, or as many days right after.

    :rtype: tuple[datetime.date, datetime.date]
    """
    start = last + timedelta(days=1)
    kind = kind_of(first, last)
    return around(start, kind) if kind else (start, start + (last - first))


def _last_day(first, months):
    month = first.month + months - 1
    return first.replace(month=month, day=monthrange(first.year, month)[1])
