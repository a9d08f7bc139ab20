"""What goes back of an order's discounts with a part of its goods.

The till computes the same (``static/src/till/refund/shares.js``), and the server judges it.
"""

from decimal import ROUND_HALF_UP, Decimal


def due_back(discount, part, whole, unit):
    """Return how much of a discount the customer has to leave, all refunds so far together.

    :param Decimal discount: what the order took off, positive
    :param part: value of the discounted goods that came back until now
    :param whole: value of the discounted goods
    :param unit: the smallest amount of the currency
    :rtype: Decimal

    >>> def due(part):
    ...     return due_back(Decimal(100), Decimal(part), Decimal(3000), Decimal(1))
    >>> due(0), due(1000), due(2000), due(3000), due(4000)
    (Decimal('0'), Decimal('33'), Decimal('67'), Decimal('100'), Decimal('100'))
    """
    if part <= 0 or discount <= 0:
        return Decimal(0)
    if part >= whole:
        return discount
    steps = (discount * part / whole / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return min(discount, steps * unit)
