"""Figures of one metric: now, before, and point by point. No environment."""


class Series:
    """The total of a period, that of the days before, and the points of the curve.

    Values are None where there is nothing to tell: a ratio of nothing, a figure that a filter does
    not apply to.
    """

    __slots__ = ("n", "points", "previous", "total")

    def __init__(self, steps, total=0.0, previous=0.0):
        self.total = total
        self.previous = previous
        self.points = [0.0] * steps
        self.n = None  # how many a share is a share of

    @classmethod
    def unknown(cls, steps):
        """A figure that cannot be told."""
        series = cls(steps, None, None)
        series.points = [None] * steps
        return series

    @classmethod
    def ratio(cls, numerator, denominator, factor, deduction=0):
        """Divide one by the other, point by point.

        :param float factor: 100 for a percentage
        :param float deduction: what is taken off the result
        :rtype: Series
        """
        series = cls(0)
        series.total = _divide(numerator.total, denominator.total, factor, deduction)
        series.previous = _divide(numerator.previous, denominator.previous, factor, deduction)
        series.points = [
            _divide(*pair, factor, deduction)
            for pair in zip(numerator.points, denominator.points, strict=True)
        ]
        series.n = denominator.total
        return series

    def add(self, other):
        """Add another one to this one."""
        self.total += other.total
        self.previous += other.previous
        for index, value in enumerate(other.points):
            self.points[index] += value

    def cut(self, steps):
        """Forget the points of days to come: a curve ends today, it does not fall to nothing.

        :param int steps: number of points that have begun
        """
        self.points[steps:] = [value or None for value in self.points[steps:]]

    @property
    def change(self):
        """Change against the days before, in percent; None where there was nothing."""
        if self.total is None or not self.previous:
            return None
        return 100 * (self.total - self.previous) / abs(self.previous)


def _divide(numerator, denominator, factor, deduction):
    if numerator is None or not denominator:
        return None
    return factor * numerator / denominator - deduction
