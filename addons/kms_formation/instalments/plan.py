"""The plan of a fee: which share is due when."""


def spread(days, parts):
    """Return how many days after the enrolment each part is due: the first at once, the last at
    the end of the course.

    Two parts never fall on one day: a course of three days has four parts at most, one that has
    begun its last day has one.

    :param int days: days from the enrolment to the last day of the course
    :param int parts: wanted number of parts, 1 or more
    :rtype: list[int]

    >>> spread(90, 4)
    [0, 30, 60, 90]
    >>> spread(2, 4)
    [0, 1, 2]
    >>> spread(-5, 3)
    [0]
    """
    parts = max(1, min(parts, days + 1))
    if parts == 1:
        return [0]
    return [days * part // (parts - 1) for part in range(parts)]


def shares(first, parts):
    """Return the percentage of each part, which sum to 100.

    :param float first: percentage of the first part, more than 0 when there is only one
    :param int parts: number of parts, 1 or more
    :rtype: list[float]

    >>> shares(40, 4)
    [40, 20.0, 20.0, 20.0]
    >>> shares(40, 1)
    [100]
    >>> sum(shares(30, 4)), shares(30, 4)[-1]
    (100.0, 23.333334)
    """
    if parts == 1:
        return [100]
    each = round((100 - first) / (parts - 1), 6)
    rest = [each] * (parts - 2)
    return [first, *rest, round(100 - first - sum(rest), 6)]
