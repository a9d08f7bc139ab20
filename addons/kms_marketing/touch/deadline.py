from datetime import timedelta


def deadline(arrival, minutes, intervals):
    """Return the moment when so many working minutes have passed since the arrival.

    >>> day = datetime(2026, 3, 2)
    >>> hours = [(day.replace(hour=8), day.replace(hour=12))]
    >>> hours += [(day.replace(hour=14), day.replace(hour=18))]
    >>> deadline(day.replace(hour=11, minute=50), 30, hours)
    datetime.datetime(2026, 3, 2, 14, 20)
    >>> deadline(day.replace(hour=6), 30, hours)
    datetime.datetime(2026, 3, 2, 8, 30)

    :param datetime arrival: when the minutes begin
    :param int minutes: how many
    :param intervals: working hours as (start, end), in order, from the arrival on or before it
    :return: the moment; without enough working hours, the minutes after the last of them
    :rtype: datetime.datetime
    """
    left, moment = timedelta(minutes=minutes), arrival
    for start, end in intervals:
        if end <= arrival:
            continue
        moment = max(start, arrival)
        if end - moment >= left:
            return moment + left
        left -= end - moment
        moment = end
    return moment + left
