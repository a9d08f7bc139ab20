def percent(part, whole):
    """Return a part of a whole in per cent, rounded to the nearest whole number.

    :param int part: number of prospects, at most `whole`
    :param int whole: number of prospects
    :return: None when there is no whole to take a part of
    :rtype: int | None

    >>> percent(1, 3), percent(0, 3), percent(0, 0)
    (33, 0, None)
    """
    return round(100 * part / whole) if whole else None
