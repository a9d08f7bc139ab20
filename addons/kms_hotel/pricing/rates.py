import math
from calendar import monthrange
from datetime import timedelta


def _applies(rule, day, nights):
    return (
        (not rule["date_from"] or rule["date_from"] <= day)
        and (not rule["date_to"] or day <= rule["date_to"])
        and (rule["days"] == "all" or (rule["days"] == "weekend") == (day.weekday() in (4, 5)))
        and nights >= rule["min_nights"]
    )


def night_price(base, rules, day, nights, digits=0):
    """Return the price of one night.

    The first fixed price that applies stands in for the rate of the room type; every percentage
    that applies is then added, one upon the other. A weekend is the nights of Friday and Saturday.

    :param float base: rate of the room type per night
    :param list rules: dicts with date_from, date_to (included, None when open), days (all, weekend,
        week), min_nights, kind (price, percent), value
    :param date day: the night
    :param int nights: length of the stay
    :param int digits: decimals of the currency
    :rtype: float

    >>> from datetime import date
    >>> season = {"date_from": None, "date_to": None, "days": "weekend", "min_nights": 1,
    ...           "kind": "percent", "value": 10}
    >>> night_price(20000, [season], date(2026, 11, 20), 2)
    22000.0
    >>> night_price(20000, [season], date(2026, 11, 22), 2)
    20000.0
    """
    applying = [rule for rule in rules if _applies(rule, day, nights)]
    price = next((rule["value"] for rule in applying if rule["kind"] == "price"), base)
    for rule in applying:
        if rule["kind"] == "percent":
            price *= 1 + rule["value"] / 100
    return round(max(float(price), 0.0), digits)


def required_nights(rules, arrival):
    """Return how many nights a stay that begins on a day has at least.

    :param list rules: as for :func:`night_price`, with min_stay
    :param date arrival: first night
    :rtype: int
    """
    return max(
        (rule["min_stay"] for rule in rules if _applies({**rule, "min_nights": 0}, arrival, 0)),
        default=1,
    )


def month_share(rate, day, digits=0):
    """Return the share of a monthly rate for one night; the nights of a whole month make the rate.

    >>> from datetime import date
    >>> sum(month_share(100000, date(2024, 2, day)) for day in range(1, 30))
    100000.0
    """
    length = monthrange(day.year, day.month)[1]
    until, before = (round(rate * number / length, digits) for number in (day.day, day.day - 1))
    return float(round(until - before, digits))


def hours_charged(start, stop):
    """Return the hours of a day use: each hour that has begun counts.

    >>> from datetime import datetime
    >>> hours_charged(datetime(2026, 1, 5, 9), datetime(2026, 1, 5, 11, 10))
    3
    """
    return max(math.ceil((stop - start) / timedelta(hours=1)), 1)
