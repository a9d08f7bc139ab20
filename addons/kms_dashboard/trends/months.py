"""What the months of a figure tell of those to come. No environment.

Textbook methods, so that anybody can check them with a spreadsheet: sums of twelve months,
monthly indices as ratios to the centred mean of twelve months, and a year's end as what is done
plus a level carried on, with the error that the same method made in the past.
"""

from typing import NamedTuple

YEAR = 12
SEASONS_FROM = 24  # months: each month of the year is seen at least once beside its own level
LEVEL_MONTHS = 6
MIN_MONTHS = 6
MIN_TESTS = 4
COVER = 0.8  # share of past errors that the band holds


class Projection(NamedTuple):
    """The end of a year.

    :param float value: expected total of the year
    :param float low: lower end of the band
    :param float high: upper end of the band
    :param float error: mean absolute error of the months to come in the tests, in percent
    :param int tests: how often the method could be tested
    :param bool seasonal: whether the months of the year were told apart
    """

    value: float
    low: float
    high: float
    error: float
    tests: int
    seasonal: bool


def rolling(values):
    """Return the sum of twelve months that ends with each month; None for the first eleven.

    >>> rolling([1] * 13)[10:]
    [None, 12, 12]

    :param values: numbers, one a month, oldest first
    :rtype: list[float | None]
    """
    return [
        sum(values[end - YEAR : end]) if end >= YEAR else None for end in range(1, len(values) + 1)
    ]


def seasonal_indices(values, first_month):
    """Return by how much each month of the year differs from an average one; 1 is average.

    The ratio of each month to the centred mean of the twelve around it (half weight for the outer
    two), averaged by month of the year, scaled to a mean of 1.

    >>> year = [50] * 6 + [150] * 6
    >>> indices = seasonal_indices(year * 3, 1)
    >>> [round(indices[month], 2) for month in (1, 7)]
    [0.5, 1.5]
    >>> seasonal_indices(year, 1) is None
    True

    :param values: complete months, oldest first
    :param int first_month: month of the year of the first one, 1 to 12
    :return: by month of the year; None with fewer than 24 months, or when a year is empty
    :rtype: dict[int, float] | None
    """
    if len(values) < SEASONS_FROM:
        return None
    ratios = {month: [] for month in range(1, YEAR + 1)}
    half = YEAR // 2
    for middle in range(half, len(values) - half):
        around = values[middle - half : middle + half + 1]
        mean = (sum(around) - (around[0] + around[-1]) / 2) / YEAR
        if mean <= 0:
            return None
        ratios[(first_month - 1 + middle) % YEAR + 1].append(values[middle] / mean)
    means = {month: sum(found) / len(found) for month, found in ratios.items() if found}
    whole = sum(means.values())
    if len(means) < YEAR or whole <= 0:
        return None
    return {month: YEAR * mean / whole for month, mean in means.items()}


def project(values, first_month, running=0.0):
    """Return what the current year will have come to at its end.

    What is done, plus for each month to come the level of the last six months times its index.
    The month that runs is expected in full, and never at less than it has reached.

    The band comes from tests: from each earlier month the same method looked as many months
    ahead, knowing nothing of them; the band holds four of five of these errors.

    >>> result = project([100] * 18, 1, running=30)
    >>> result.value, result.low, result.high, result.error
    (1200.0, 1200.0, 1200.0, 0.0)
    >>> project([100] * 5, 1) is None
    True

    :param values: complete months, oldest first
    :param int first_month: month of the year of the first one, 1 to 12
    :param float running: what the month that runs has reached so far
    :return: None when there is not enough history to say how wrong it may be
    :rtype: Projection | None
    """
    month = (first_month - 1 + len(values)) % YEAR + 1  # the one that runs
    ahead = YEAR - month + 1
    errors = _test(values, first_month, ahead)
    if len(values) < MIN_MONTHS or len(errors) < MIN_TESTS:
        return None
    done = sum(values[-(month - 1) :]) if month > 1 else 0.0
    to_come, seasonal = _ahead(values, first_month, ahead)
    rest = max(sum(to_come), running + sum(to_come[1:]))
    value = done + rest
    width = rest * _quantile([abs(error) for error in errors], COVER)
    return Projection(
        value=value,
        low=max(value - width, done + running),
        high=value + width,
        error=100 * sum(abs(error) for error in errors) / len(errors),
        tests=len(errors),
        seasonal=seasonal,
    )


def _ahead(values, first_month, count):
    """The months to come, and whether the months of the year are told apart."""
    indices = seasonal_indices(values, first_month)
    recent = range(max(len(values) - LEVEL_MONTHS, 0), len(values))

    def index(position):
        return indices[(first_month - 1 + position) % YEAR + 1] if indices else 1.0

    weight = sum(index(position) for position in recent)
    level = sum(values[position] for position in recent) / weight if weight else 0.0
    months = range(len(values), len(values) + count)
    return [level * index(position) for position in months], bool(indices)


def _test(values, first_month, ahead):
    """Relative errors of the same number of months ahead, from every origin that is past."""
    errors = []
    for origin in range(MIN_MONTHS, len(values) - ahead + 1):
        expected, _seasonal = _ahead(values[:origin], first_month, ahead)
        found = sum(values[origin : origin + ahead])
        if found > 0 and sum(expected) > 0:
            errors.append(sum(expected) / found - 1)
    return errors


def _quantile(values, share):
    """The smallest value that this share of the values does not exceed."""
    ordered = sorted(values)
    rank = max(int(-(-share * len(ordered) // 1)) - 1, 0)
    return ordered[rank]
