"""The eight conditions of a coupon (domain.md, "Coupons"), without a database.

The till, the sales order, the trial and the settlement of a paid order all ask here.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

ZERO = Decimal(0)


class Line(NamedTuple):
    """Goods in a basket: id of the product, amounts with and without tax in the currency."""

    product: int
    incl: Decimal
    excl: Decimal


class Rule(NamedTuple):
    """One way to deserve the coupon: a minimum spent on some products."""

    minimum: Decimal = ZERO
    tax_included: bool = True
    # of the basket's products those that count; None: all
    products: frozenset | None = None

    def missing(self, lines):
        """Return what is still to be spent, None when nothing in the basket is eligible."""
        counted = [line for line in lines if self.products is None or line.product in self.products]
        if not counted:
            return None
        amount = sum(line.incl if self.tax_included else line.excl for line in counted)
        return max(ZERO, self.minimum - amount)


class Coupon(NamedTuple):
    """What a coupon asks for; None where it asks for nothing."""

    active: bool = True
    date_from: date | None = None
    date_to: date | None = None
    # uses that are left, to all and to this customer
    left: int | None = None
    customer_left: int | None = None
    # whether it is this customer's; None for a coupon that is anybody's
    mine: bool | None = None
    rules: tuple = (Rule(),)
    # of the basket's products those that the reward is for
    rewarded: frozenset | None = None
    # score from which the required tier counts
    tier_from: Decimal | None = None
    combinable: bool = True


class Basket(NamedTuple):
    """Who buys what on which day; lines are None before there are any."""

    day: date
    lines: tuple | None = None
    known: bool = False
    tier_from: Decimal = ZERO
    tier_discount: Decimal = ZERO


class Refusal(NamedTuple):
    """A condition that does not hold, how, and what is missing."""

    condition: str
    how: str = ""
    values: Mapping = MappingProxyType({})


def judge(coupon, basket):
    """Return every condition that does not hold, in the order in which a cashier says them.

    :rtype: list[Refusal]
    """
    return [
        refusal
        for condition in (_active, _dates, _limit, _customer, _tier, _combination, _goods)
        if (refusal := condition(coupon, basket))
    ]


def _active(coupon, _basket):
    return None if coupon.active else Refusal("active")


def _dates(coupon, basket):
    if coupon.date_from and basket.day < coupon.date_from:
        return Refusal("dates", "early", {"day": coupon.date_from})
    if coupon.date_to and basket.day > coupon.date_to:
        return Refusal("dates", "late", {"day": coupon.date_to})
    return None


def _limit(coupon, _basket):
    return Refusal("limit") if coupon.left is not None and coupon.left <= 0 else None


def _customer(coupon, basket):
    asks = coupon.mine is not None or coupon.customer_left is not None
    if asks and not basket.known:
        return Refusal("customer", "unknown")
    if coupon.mine is False:
        return Refusal("customer", "other")
    if coupon.customer_left is not None and coupon.customer_left <= 0:
        return Refusal("customer", "reached")
    return None


def _tier(coupon, basket):
    if coupon.tier_from is None or (basket.known and basket.tier_from >= coupon.tier_from):
        return None
    return Refusal("tier")


def _combination(coupon, basket):
    # The tier discount applies by itself, so a coupon that cannot be added to it is for nobody
    # who gets one.
    if coupon.combinable or basket.tier_discount <= 0:
        return None
    return Refusal("combination")


def _goods(coupon, basket):
    """Eligible products and minimum basket: of several rules, the one closest to being met."""
    if basket.lines is None:
        return None
    bought = {line.product for line in basket.lines}
    missing = [short for rule in coupon.rules if (short := rule.missing(basket.lines)) is not None]
    if not basket.lines:
        missing = [min(rule.minimum for rule in coupon.rules)]
        if missing == [ZERO]:
            return Refusal("products")
    elif not missing or (coupon.rewarded is not None and not bought & coupon.rewarded):
        return Refusal("products")
    if min(missing) > 0:
        return Refusal("minimum", values={"amount": min(missing)})
    return None
