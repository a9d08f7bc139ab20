"""Marks are compared out of 20, whatever each assessment is marked out of."""

import re

from odoo.tools import float_round

SCALE = 20
NUMBER = re.compile(r"[0-9]{1,4}([.,][0-9]{1,2})?")


def points(value, best, weight):
    """Return what a mark adds to the sum of an average.

    >>> points(15, 20, 2), points(30, 40, 1)
    (30.0, 15.0)
    """
    return SCALE * value / best * weight if best else 0.0


def average(total, weights):
    """Return the average out of 20, two decimals.

    :param float total: sum of :func:`points`
    :param float weights: sum of the weights of the same marks

    >>> average(45, 3), average(52.5, 4), average(0, 0)
    (15.0, 13.13, 0.0)
    """
    return float_round(total / weights, precision_digits=2) if weights else 0.0


def read_mark(text):
    """Return the mark that a person typed, or None when it is none.

    >>> read_mark("12,5"), read_mark(" 8 "), read_mark("-1"), read_mark("nan"), read_mark("1e3")
    (12.5, 8.0, None, None, None)
    """
    text = str(text).strip()
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
