"""Points that an order earns, as core's till counts them (``pointsForPrograms``)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Bought(NamedTuple):
    """A line of an order; rewards are lines too and lower what was spent."""

    product: int
    quantity: Decimal
    incl: Decimal
    excl: Decimal
    reward: bool = False
    # a discount that the program itself gave, or money in another form
    own: bool = False
    # a discount that applied by itself: less is paid, but the minimum is met without it
    auto: bool = False


class Earning(NamedTuple):
    """A rule of a program; products of the order that count for it, None for all."""

    mode: str
    amount: Decimal
    products: frozenset | None = None
    minimum: Decimal = ZERO
    tax_included: bool = True
    minimum_quantity: Decimal = ZERO


def won(lines, rules, unit):
    """Return the points that the lines earn.

    :param lines: of :class:`Bought`
    :param rules: of :class:`Earning`
    :param Decimal unit: the smallest part of a point, 1 where money has no decimals
    :rtype: Decimal

    >>> panel = Bought(7, Decimal(2), Decimal(11925), Decimal(10000))
    >>> won([panel], [Earning("money", Decimal("0.001"))], Decimal(1))
    Decimal('12')
    >>> won([panel], [Earning("unit", Decimal(5)), Earning("order", Decimal(1))], Decimal(1))
    Decimal('11')
    """
    return sum((_of_rule(lines, rule) for rule in rules), ZERO).quantize(
        unit, rounding=ROUND_HALF_UP
    )


def _of_rule(lines, rule):
    counted = [
        line
        for line in lines
        if not line.own and (rule.products is None or line.product in rule.products)
    ]
    goods = [line for line in counted if not line.reward]
    before = [line for line in counted if not line.auto]
    spent = sum((line.incl if rule.tax_included else line.excl for line in before), ZERO)
    quantity = sum((line.quantity for line in goods), ZERO)
    if not goods or spent < rule.minimum or quantity < max(rule.minimum_quantity, ZERO):
        return ZERO
    if rule.mode == "order":
        return rule.amount
    if rule.mode == "unit":
        return rule.amount * quantity
    return max(ZERO, rule.amount * sum((line.incl for line in counted), ZERO))


def share(points, part, whole, unit):
    """Return the share of points that belongs to a part of an order's amount.

    >>> share(Decimal(12), Decimal(5000), Decimal(15000), Decimal(1))
    Decimal('4')
    >>> share(Decimal(12), Decimal(16000), Decimal(15000), Decimal(1))
    Decimal('12')
    """
    if whole <= 0 or part <= 0:
        return ZERO
    return min(points, (points * part / whole).quantize(unit, rounding=ROUND_HALF_UP))
