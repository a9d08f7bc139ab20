"""Where a target stands today.

Calendar days, not working days: the showroom and the hotel sell on Sundays too, and a pace that
anyone can check on a calendar is one that people trust.
"""

# A rate does not pile up day after day: from the first day on, the whole of it is expected.
RATES = {"conversion", "average_basket"}


def elapsed_share(first, last, day):
    """Return the share of a period that is over when a day ends, from 0 to 1.

    :param datetime.date first: first day of the period
    :param datetime.date last: last day, included
    :param datetime.date day: the day that ends
    :rtype: float
    """
    total = (last - first).days + 1
    return min(max((day - first).days + 1, 0), total) / total


def expected(metric, target, share):
    """Return what should be reached once a share of the period is over.

    :rtype: float
    """
    if metric in RATES:
        return target if share else 0.0
    return target * share


def standing(actual, due, tonight):
    """Return ahead, on_time or behind.

    Nobody is late for a day that is not over: behind means less than the finished days should
    have brought, ahead means more than what is expected by tonight.

    :param float actual: what is reached now
    :param float due: what was expected by yesterday evening
    :param float tonight: what is expected by this evening
    :rtype: str
    """
    if actual < due:
        return "behind"
    return "ahead" if actual > tonight else "on_time"


def actual(metric, counts):
    """Return the figure of a metric from what was counted.

    :param str metric: revenue, sales, quotes, prospects, conversion (in %) or average_basket
    :param dict counts: amount, sales, quotes, prospects; what is missing is 0
    :rtype: float
    """
    sales = counts.get("sales", 0)
    if metric == "conversion":
        prospects = counts.get("prospects", 0)
        return 100 * sales / prospects if prospects else 0.0
    if metric == "average_basket":
        return counts.get("amount", 0.0) / sales if sales else 0.0
    return float(counts.get("amount" if metric == "revenue" else metric, 0))
