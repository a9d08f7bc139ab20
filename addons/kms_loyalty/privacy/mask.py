"""A phone number as who does not need it sees it."""

import re

HIDDEN = "\u2022"
SHOWN_AT_END = 4
DIGIT = re.compile(r"\d")
# a country code and one more digit tell the operator, not the person
PREFIX = re.compile(r"^\+(?:1|7|2[07]|3[0123469]|4[013456789]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})")


def mask(number):
    """Hide the digits in the middle; short or odd numbers are hidden but for their last one.

    >>> mask("+237 6 71 23 12 34") == "+237 6 \u2022\u2022 \u2022\u2022 12 34"
    True
    >>> mask("+237671231234") == "+2376\u2022\u2022\u2022\u20221234"
    True
    >>> mask("1234") == "\u2022\u2022\u20224"
    True
    """
    if not number:
        return number
    found = PREFIX.match(number)
    digits = len(DIGIT.findall(number))
    first = len(DIGIT.findall(found.group())) + 1 if found else 0
    last = SHOWN_AT_END if digits - first - SHOWN_AT_END >= SHOWN_AT_END else 1
    place = 0
    signs = []
    for sign in number:
        if sign.isdigit():
            place += 1
            hide = first < place <= digits - last
            signs.append(HIDDEN if hide else sign)
        else:
            # words in a number may be the number
            signs.append(sign if sign in "+ ()-./\u00a0\u202f" else HIDDEN)
    return "".join(signs)


def is_masked(number):
    """Say whether this is what :func:`mask` returns, so nothing to store."""
    return isinstance(number, str) and HIDDEN in number
