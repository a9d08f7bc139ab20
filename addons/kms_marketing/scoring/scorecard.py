"""A score from 0 to 100 as whole points: exact in Python and in SQL alike.

Points of criteria add up; the score is the number of thresholds that the sum reaches. A grid that
people write has the thresholds 1, 2, ... 100, so its points are score points. A learned card has
points of 1/10000 log-odds, and thresholds where the calibrated probability passes the next percent.
"""

from bisect import bisect_right
from math import ceil

from .measures import logit

SCALE = 10_000
HIGHEST = 100
GRID_THRESHOLDS = list(range(1, HIGHEST + 1))


class Scorecard:
    """Points per criterion and key.

    :param int base: points that everyone has
    :param dict points: criterion -> key -> whole points; a key that is not there has none
    :param list thresholds: 100 growing whole numbers
    """

    def __init__(self, base, points, thresholds=None):
        self.base = base
        self.points = points
        self.thresholds = thresholds or GRID_THRESHOLDS

    @classmethod
    def learned(cls, intercept, weights, slope=1.0, shift=0.0):
        """Make a card of log-odds weights and a Platt calibration.

        :param float intercept: log-odds of the usual lead
        :param dict weights: criterion -> key -> log-odds
        :rtype: Scorecard
        """
        points = {
            name: {key: round(weight * SCALE) for key, weight in known.items()}
            for name, known in weights.items()
        }
        thresholds = [
            ceil((logit((score - 0.5) / HIGHEST) - shift) / slope * SCALE)
            for score in range(1, HIGHEST + 1)
        ]
        return cls(round(intercept * SCALE), points, thresholds)

    def total(self, keys):
        """Return the sum of points.

        :param dict keys: criterion -> key
        :rtype: int
        """
        return self.base + sum(known.get(keys.get(name), 0) for name, known in self.points.items())

    def score(self, keys):
        """Return the score of a lead, 0 to 100.

        :rtype: int
        """
        return bisect_right(self.thresholds, self.total(keys))

    def reasons(self, keys):
        """Return how many score points each criterion brings or costs, the weightiest first.

        The effect of a criterion is what the score would lose without it, the others unchanged.

        :return: (criterion, score points) without those that change nothing
        :rtype: list[tuple[str, int]]
        """
        total = self.total(keys)
        score = bisect_right(self.thresholds, total)
        effects = [
            (
                name,
                score - bisect_right(self.thresholds, total - known.get(keys.get(name), 0)),
            )
            for name, known in self.points.items()
        ]
        return sorted(
            (effect for effect in effects if effect[1]), key=lambda effect: -abs(effect[1])
        )

    def to_dict(self):
        """Return the card as what JSON can hold; ``Scorecard(**card.to_dict())`` is the same card.

        :rtype: dict
        """
        return {"base": self.base, "points": self.points, "thresholds": self.thresholds}
