"""When a day begins. No environment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_day(moment, zone):
    """Return the day that a moment belongs to in a time zone.

    >>> local_day(datetime(2026, 4, 30, 23, 30), "Africa/Douala")
    datetime.date(2026, 5, 1)

    :param datetime.datetime moment: naive, in UTC
    :param str zone: name of a time zone
    :rtype: datetime.date
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def day_start(day, zone):
    """Return the first moment of a day, where a clock change skips or repeats midnight too.

    >>> day_start(datetime(2026, 5, 1).date(), "Africa/Douala")
    datetime.datetime(2026, 4, 30, 23, 0)

    In the Azores the clock goes back from 1:00 to 0:00: the day starts at the first 0:00.

    >>> day_start(datetime(2026, 10, 25).date(), "Atlantic/Azores")
    datetime.datetime(2026, 10, 25, 0, 0)

    In Beirut it goes from 0:00 to 1:00: the day starts at what is 1:00.

    >>> day_start(datetime(2026, 3, 29).date(), "Asia/Beirut")
    datetime.datetime(2026, 3, 28, 22, 0)

    :param datetime.date day: a day
    :param str zone: name of a time zone
    :return: naive, in UTC
    :rtype: datetime.datetime
    """
    midnight = datetime.combine(day, time.min, ZoneInfo(zone))
    moments = {midnight.replace(fold=fold).astimezone(UTC).replace(tzinfo=None) for fold in (0, 1)}
    first = min(moment for moment in moments if local_day(moment, zone) >= day)
    before = first - timedelta(seconds=1)
    return first if local_day(before, zone) < day else before
