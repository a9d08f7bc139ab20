"""The score of one customer, straight from its definition (domain.md, "Loyalty score").

The database computes the same for all customers at once; this one is what it is checked against.
No environment.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT = Decimal("0.01")


class Rating(NamedTuple):
    """The four parts, their sum, the tier, and what they were counted from."""

    frequency: Decimal
    regularity: Decimal
    recency: Decimal
    amount: Decimal
    tier: object
    purchases: int
    spent: Decimal
    periods: int
    last_purchase: object

    @property
    def score(self):
        """The sum of the four parts."""
        return self.frequency + self.regularity + self.recency + self.amount


def rate(purchases, day, grid):
    """Rate a customer on a day.

    >>> from datetime import date
    >>> from odoo.addons.kms_loyalty.rating.grid import Grid
    >>> day = date(2026, 11, 21)
    >>> rating = rate([(day, Decimal(20_000)), (date(2026, 9, 1), Decimal(15_000))], day, Grid())
    >>> rating.frequency, rating.regularity, rating.recency, rating.amount, rating.tier
    (Decimal('2.67'), Decimal('5'), Decimal('20'), Decimal('3'), 'SILVER')

    A purchase that was wholly returned is none.

    >>> rate([(day, Decimal(0))], day, Grid()).score
    Decimal('0.00')

    :param purchases: iterable of ``(datetime.date, Decimal)``: day of the company, amount net of
        refunds in its currency
    :param datetime.date day: the day of the run
    :param grid: :class:`.grid.Grid`
    :rtype: Rating
    """
    ages = [((day - bought).days, amount) for bought, amount in purchases if bought <= day]
    kept = [age for age, amount in ages if amount > 0]
    count = sum(age < grid.frequency_days for age in kept)
    spent = sum((amount for age, amount in ages if age < grid.amount_days), Decimal(0))
    periods = {age // grid.period_days for age in kept}
    active = sum(period < grid.period_count for period in periods)
    last = min(kept, default=None)
    frequency = (grid.frequency_factor * count / grid.frequency_divisor).quantize(
        CENT, ROUND_HALF_UP
    )
    parts = (
        min(grid.frequency_max, frequency),
        _first(grid.regularity, lambda limit: 100 * active >= limit * grid.period_count),
        _first(grid.recency, lambda limit: last is not None and last <= limit),
        _first(grid.amount, lambda limit: spent > limit),
    )
    tier = _first(
        [(threshold, key) for threshold, key in grid.tiers], lambda limit: sum(parts) >= limit
    )
    bought = max(
        (bought for bought, amount in purchases if bought <= day and amount > 0), default=None
    )
    return Rating(*parts, tier, count, spent, active, bought)


def _first(steps, reached):
    return next((points for limit, points in steps if reached(limit)), Decimal(0))
