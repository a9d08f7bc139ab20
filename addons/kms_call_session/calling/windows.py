from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Parts of a day: until these hours, then the evening.
PARTS = (12, 16)
HORIZON_DAYS = 15


def _local(moment, zone):
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def _utc(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)


def _at(day, hours, zone):
    """A local time of day as an aware moment; 24 is the midnight that ends the day."""
    start = datetime.combine(day, time(), ZoneInfo(zone))
    minutes = round(hours * 60)
    return (
        start.replace(hour=minutes // 60, minute=minutes % 60)
        if minutes < 1440
        else (datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)))
    )


def _slots(moment, windows, zone):
    """Aware (start, end) of the windows from the local day of a moment on, in order."""
    today = _local(moment, zone).date()
    for offset in range(HORIZON_DAYS):
        day = today + timedelta(days=offset)
        for weekday, start, end in sorted(windows):
            if int(weekday) == day.weekday():
                yield _at(day, start, zone), _at(day, end, zone)


def is_open(moment, windows, zone):
    """Whether calls are allowed at a moment.

    :param datetime moment: naive UTC
    :param windows: (weekday 0-6, hour from, hour to), local; none at all: always
    :param str zone: name of the time zone of those who are called
    :rtype: bool
    """
    if not windows:
        return True
    local = _local(moment, zone)
    return any(start <= local < end for start, end in _slots(moment, windows, zone))


def next_opening(moment, windows, zone):
    """Return the first moment from a given one on when calls are allowed.

    :param datetime moment: naive UTC
    :rtype: datetime.datetime
    """
    if not windows:
        return moment
    local = _local(moment, zone)
    for start, end in _slots(moment, windows, zone):
        if local < end:
            return moment if start <= local else _utc(start)
    return moment


def other_part_of_day(moment, windows, zone):
    """Return when to try again somebody who was not there: in another part of a day.

    In the morning nobody answered: the afternoon; in the evening: the next morning.

    >>> other_part_of_day(datetime(2026, 3, 2, 9), [], "UTC")
    datetime.datetime(2026, 3, 2, 14, 0)
    >>> other_part_of_day(datetime(2026, 3, 2, 18), [], "UTC")
    datetime.datetime(2026, 3, 3, 9, 0)

    :param datetime moment: naive UTC, when nobody answered
    :rtype: datetime.datetime
    """
    local = _local(moment, zone)
    if local.hour < PARTS[0]:
        later = _at(local.date(), 14, zone)
    elif local.hour < PARTS[1]:
        later = _at(local.date(), 17, zone)
    else:
        later = _at(local.date() + timedelta(days=1), 9, zone)
    return next_opening(_utc(later), windows, zone)
