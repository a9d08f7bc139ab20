from datetime import datetime, time, timedelta

import pytz


def night_ranges(checkin, checkout, zone, turn=time(12)):
    """Cut a stay into its nights.

    The nights are those of the hotel's calendar: from the day of arrival to the day before the
    departure. A guest who leaves on the day of arrival has had that night. Between two nights of
    one stay the room stays with the guest, so each night ends where the next begins.

    :param datetime checkin: naive UTC
    :param datetime checkout: naive UTC, after ``checkin``
    :param str zone: time zone of the hotel
    :param time turn: local time at which one night of a stay becomes the next
    :return: ``(date, start, stop)`` of each night; start and stop are naive UTC
    :rtype: list[tuple[date, datetime, datetime]]

    >>> for night in night_ranges(datetime(2024, 2, 28, 13), datetime(2024, 3, 1, 10),
    ...                           "Africa/Douala"):
    ...     print(*night)
    2024-02-28 2024-02-28 13:00:00 2024-02-29 11:00:00
    2024-02-29 2024-02-29 11:00:00 2024-03-01 10:00:00
    """
    zone = pytz.timezone(zone)
    first, last = (
        pytz.utc.localize(moment).astimezone(zone).date() for moment in (checkin, checkout)
    )
    count = max((last - first).days, 1)
    days = [first + timedelta(days=number) for number in range(count)]
    turns = [
        zone.localize(datetime.combine(day, turn)).astimezone(pytz.utc).replace(tzinfo=None)
        for day in days[1:]
    ]
    return list(zip(days, [checkin, *turns], [*turns, checkout], strict=True))
