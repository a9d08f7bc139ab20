"""What is better for the customer than the best that a till may give (issue: "the server decides").

The checks look one way only: who paid more than the lowest legitimate price has lost nothing that
the shop must defend, and a till that was offline may know other prices than the server.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

INFO = "info"
REVIEW = "review"
HUNDRED = Decimal(100)
# Prices of one unit have two decimals whatever the currency has.
CENT = Decimal("0.01")


class Finding(NamedTuple):
    """Something that is better for the customer than it may be.

    ``code`` names the sentence, ``values`` fill it; ``severity`` says whether somebody must look.
    """

    code: str
    severity: str = REVIEW
    values: Mapping = MappingProxyType({})


class Charged(NamedTuple):
    """A sold line as the till sent it; money in the order's currency, discount in percent."""

    quantity: Decimal
    price: Decimal
    discount: Decimal
    # tax included, as the till says and as its own price and the product's taxes make it
    total: Decimal
    expected: Decimal
    # lowest legitimate price of one unit, None when any is (tips, down payments)
    lowest: Decimal | None
    taxes_kept: bool = True


class Latitude(NamedTuple):
    """What the seller may give away: percent off, and whether prices may be typed."""

    discount: Decimal
    prices: bool = True


def judge_line(line, latitude, rounding):
    """Return what a line gives that it may not.

    :param Decimal rounding: the smallest amount of the currency
    :rtype: list[Finding]

    >>> seller = Latitude(Decimal(10))
    >>> def sold(price, discount=0, total=None):
    ...     price, discount, lowest = Decimal(price), Decimal(discount), Decimal(1000)
    ...     paid = price * (100 - discount) / 100
    ...     total = paid if total is None else Decimal(total)
    ...     return Charged(Decimal(1), price, discount, total, paid, lowest)
    >>> judge_line(sold(1000), seller, Decimal(1)), judge_line(sold(1000, 10), seller, Decimal(1))
    ([], [])
    >>> [finding.code for finding in judge_line(sold(1000, 11), seller, Decimal(1))]
    ['discount']
    >>> [finding.code for finding in judge_line(sold(600), seller, Decimal(1))]
    ['price']
    >>> [finding.code for finding in judge_line(sold(1000, 0, 400), seller, Decimal(1))]
    ['total']
    """
    findings = _unit(line, latitude, rounding)
    if line.quantity > 0 and line.total < line.expected - 2 * rounding:
        findings.append(
            Finding(
                "total" if line.taxes_kept else "taxes",
                values={"paid": line.total, "due": line.expected},
            )
        )
    return findings


def _unit(line, latitude, rounding):
    if line.lowest is None or line.quantity <= 0:
        return []
    slack = CENT + rounding / max(line.quantity, CENT)
    paid = line.price * (HUNDRED - line.discount) / HUNDRED
    values = {"paid": paid, "due": line.lowest, "discount": line.discount}
    cut = line.price < line.lowest - slack
    if paid < line.lowest * (HUNDRED - latitude.discount) / HUNDRED - slack:
        return [Finding("price" if cut else "discount", values=values)]
    if cut and not latitude.prices:
        return [Finding("price", values=values)]
    return []


def judge_total(total, lines, rounding, sold=True):
    """Return whether an order asks for less than its lines, or pays somebody who buys.

    :param bool sold: nothing comes back with this order

    >>> judge_total(Decimal(900), [Decimal(1000), Decimal(-100)], Decimal(1))
    []
    >>> judge_total(Decimal(500), [Decimal(1000)], Decimal(1))[0].code
    'sum'
    >>> judge_total(Decimal(-500), [Decimal(1000), Decimal(-1500)], Decimal(1))[0].code
    'negative'
    >>> judge_total(Decimal(-500), [Decimal(-500)], Decimal(1), sold=False)
    []
    """
    due = sum(lines, Decimal(0))
    if sold and total < -rounding:
        return [Finding("negative", values={"paid": total})]
    if total < due - rounding * (len(lines) + 1):
        return [Finding("sum", values={"paid": total, "due": due})]
    return []


def judge_refund(quantity, left, amount, sold):
    """Return whether more is paid back than was sold.

    :param quantity: units that come back
    :param left: units that had not come back before
    :param amount: paid back for one unit
    :param sold: what one unit had cost

    >>> judge_refund(Decimal(1), Decimal(1), Decimal(1000), Decimal(1000))
    []
    >>> [finding.code for finding in judge_refund(Decimal(2), Decimal(1), Decimal(9), Decimal(3))]
    ['refunded', 'refund_price']
    """
    findings = []
    if quantity > left + CENT:
        findings.append(Finding("refunded", values={"count": quantity, "left": max(left, 0)}))
    if amount > sold + 1:
        findings.append(Finding("refund_price", values={"paid": amount, "due": sold}))
    return findings
