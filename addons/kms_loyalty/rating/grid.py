"""The numbers that a company rates its customers by. No environment."""

import hashlib
from decimal import Decimal
from typing import NamedTuple

# domain.md, "Loyalty score": limit and points of each criterion, the best first.
REGULARITY = ((100, 30), (75, 20), (50, 10), (25, 5))
RECENCY = ((7, 20), (30, 15), (60, 10), (90, 5))
AMOUNT = ((300_000, 10), (150_000, 7), (75_000, 5), (30_000, 3))
TIERS = ((75, "VIP"), (50, "GOLD"), (25, "SILVER"), (0, "All"))


def _numbers(steps):
    return tuple((Decimal(str(limit)), Decimal(str(points))) for limit, points in steps)


class Grid(NamedTuple):
    """Windows in days, points and limits.

    ``regularity``, ``recency`` and ``amount`` are ``(limit, points)``, ``tiers`` is ``(score from
    which it counts, key)``, each with the best first.
    """

    frequency_days: int = 90
    frequency_factor: Decimal = Decimal(4)
    frequency_divisor: Decimal = Decimal(3)
    frequency_max: Decimal = Decimal(40)
    period_days: int = 30
    period_count: int = 6
    amount_days: int = 90
    regularity: tuple = _numbers(REGULARITY)
    recency: tuple = _numbers(RECENCY)
    amount: tuple = _numbers(AMOUNT)
    tiers: tuple = TIERS

    def purchase_ages(self):
        """Return the ages, in days, at which a purchase enters or leaves a window.

        >>> sorted(Grid().purchase_ages())
        [0, 30, 60, 90, 120, 150, 180]

        :rtype: set[int]
        """
        periods = {self.period_days * (place + 1) for place in range(self.period_count)}
        return {0, self.frequency_days, self.amount_days} | periods

    def last_ages(self):
        """Return the ages at which the last purchase loses points.

        >>> sorted(Grid().last_ages())
        [8, 31, 61, 91]

        :rtype: set[int]
        """
        return {int(limit) + 1 for limit, _points in self.recency}

    def fingerprint(self, *more):
        """Return a text that changes when any number of the grid does.

        :param more: what else the scores depend on
        :rtype: str
        """
        return hashlib.sha256(repr((tuple(self), more)).encode()).hexdigest()[:32]
