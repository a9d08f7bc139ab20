"""When something is due, in a company's own time. No environment."""

from datetime import datetime, time, timedelta

FREQUENCIES = ("daily", "weekly", "monthly")
# which days a sheet or an alert looks at -> kind of period on a board, and which one before now
PERIODS = {
    "today": ("today", 0),
    "yesterday": ("today", 1),
    "week": ("week", 0),
    "last_week": ("week", 1),
    "month": ("month", 0),
    "last_month": ("month", 1),
}
DAYS_TO_TRY = 40  # a month and a bit: every frequency comes round


def period_of(name, day):
    """Return the period of a board that a name stands for on a day.

    >>> from datetime import date
    >>> period_of("yesterday", date(2026, 3, 1))
    {'kind': 'today', 'date': '2026-02-28'}
    >>> period_of("last_week", date(2026, 3, 4))
    {'kind': 'week', 'date': '2026-02-25'}
    >>> period_of("last_month", date(2026, 3, 31))
    {'kind': 'month', 'date': '2026-02-28'}

    :param str name: one of :data:`PERIODS`
    :rtype: dict
    """
    kind, back = PERIODS[name]
    if back and kind == "month":
        day = day.replace(day=1) - timedelta(days=1)
    elif back:
        day -= timedelta(days=7 if kind == "week" else 1)
    return {"kind": kind, "date": day.isoformat()}


def next_moment(frequency, hour, weekday, month_day, after, zone):
    """Return the first moment after another one at which something is due.

    A time that a change of clocks skips is read with the offset before it.

    >>> import pytz
    >>> douala = pytz.timezone("Africa/Douala")
    >>> next_moment("daily", 12.5, 0, 1, datetime(2026, 3, 4, 11, 30), douala)
    datetime.datetime(2026, 3, 5, 11, 30)
    >>> next_moment("weekly", 8, 0, 1, datetime(2026, 3, 4), douala)
    datetime.datetime(2026, 3, 9, 7, 0)
    >>> next_moment("monthly", 8, 0, 31, datetime(2026, 2, 1), douala)
    datetime.datetime(2026, 2, 28, 7, 0)

    :param str frequency: one of :data:`FREQUENCIES`
    :param float hour: time of the day, 0 to 24 excluded
    :param int weekday: of a weekly one, Monday is 0
    :param int month_day: of a monthly one; a shorter month's last day when it has fewer
    :param datetime.datetime after: naive UTC
    :param zone: time zone of :mod:`pytz`
    :return: naive UTC
    :rtype: datetime.datetime
    """
    minutes = round(hour * 60)
    start = _local(after, zone).date()
    for count in range(DAYS_TO_TRY):
        day = start + timedelta(days=count)
        if not _falls_on(day, frequency, weekday, month_day):
            continue
        at = datetime.combine(day, time(minutes // 60 % 24, minutes % 60))
        moment = zone.localize(at)
        moment = (moment - moment.utcoffset()).replace(tzinfo=None)
        if moment > after:
            return moment
    raise ValueError(frequency)


def _falls_on(day, frequency, weekday, month_day):
    if frequency == "weekly":
        return day.weekday() == weekday
    if frequency == "monthly":
        first = day.replace(day=1)
        days = ((first + timedelta(days=31)).replace(day=1) - first).days
        return day.day == min(month_day, days)
    return frequency == "daily"


def _local(moment, zone):
    offset = zone.fromutc(moment).utcoffset()
    return moment + offset


def is_quiet(hour, first, last):
    """Return whether an hour lies in the quiet ones, which may go over midnight.

    >>> [is_quiet(hour, 21, 7) for hour in (20.9, 21, 0, 6.9, 7)]
    [False, True, True, True, False]
    >>> is_quiet(3, 0, 0)
    False

    :param float hour: hour of the day
    :param float first: first quiet hour
    :param float last: end of the quiet hours; none are quiet when it is the first one
    :rtype: bool
    """
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last
