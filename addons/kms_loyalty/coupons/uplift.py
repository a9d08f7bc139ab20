"""What a campaign brought: those who got a coupon against those who were held out. No environment.

Each person's revenue and margin of the window are one observation. Both arms were drawn at random
from one audience, so the difference of their means is what the coupons brought; its interval is the
one of Welch for large samples.
"""

from math import sqrt
from typing import NamedTuple

# 95 %, two-sided
Z = 1.959964
NO_HOLDOUT, TOO_FEW, NO_DIFFERENCE, MORE, LESS = (
    "no_holdout too_few no_difference more less".split()
)


class Arm(NamedTuple):
    """One arm: persons, those who bought, sums and sums of squares over the persons."""

    people: int = 0
    buyers: int = 0
    revenue: float = 0.0
    revenue_squares: float = 0.0
    margin: float = 0.0
    margin_squares: float = 0.0

    def mean(self, name):
        """Return the mean per person, those who bought nothing included."""
        return getattr(self, name) / self.people if self.people else 0.0

    def variance(self, name):
        """Return the variance of the mean."""
        if self.people < 2:
            return 0.0
        squares = getattr(self, f"{name}_squares")
        spread = max(0.0, squares - getattr(self, name) ** 2 / self.people)
        return spread / (self.people - 1) / self.people

    def as_dict(self):
        """Return what a screen shows."""
        return {
            "people": self.people,
            "buyers": self.buyers,
            "rate": self.buyers / self.people if self.people else 0.0,
            "revenue": self.mean("revenue"),
            "margin": self.mean("margin"),
        }


def difference(treated, holdout, name):
    """Return the difference of the means per person and its interval of 95 %.

    :rtype: tuple[float, float, float]

    >>> few = Arm(people=4, buyers=2, revenue=20, revenue_squares=200)
    >>> difference(few, few, "revenue")
    (0.0, -8.0015..., 8.0015...)
    """
    gap = treated.mean(name) - holdout.mean(name)
    half = Z * sqrt(treated.variance(name) + holdout.variance(name))
    return gap, gap - half, gap + half


def verdict(treated, holdout, minimum, name="margin"):
    """Return what may be said; nothing where an arm has fewer persons than the minimum.

    :param int minimum: persons in each arm
    :rtype: str

    >>> verdict(Arm(people=500), Arm(people=20), 100)
    'too_few'
    """
    if not holdout.people:
        return NO_HOLDOUT
    if min(treated.people, holdout.people) < max(2, minimum):
        return TOO_FEW
    _gap, low, high = difference(treated, holdout, name)
    if low > 0:
        return MORE
    return LESS if high < 0 else NO_DIFFERENCE


def measure(treated, holdout, minimum, cost):
    """Return the whole comparison as plain values.

    :param float cost: discounts that the coupons gave, already off revenue and margin
    :rtype: dict
    """
    gaps = {}
    for name in ("revenue", "margin"):
        gap, low, high = difference(treated, holdout, name)
        gaps[name] = {
            "gap": gap,
            "low": low,
            "high": high,
            "total": gap * treated.people,
            "verdict": verdict(treated, holdout, minimum, name),
        }
    return {
        "treated": treated.as_dict(),
        "holdout": holdout.as_dict(),
        "minimum": minimum,
        "cost": cost,
        **gaps,
    }
