"""How a person's name, numbers and addresses may be written in any text, as PostgreSQL patterns."""

import re

# between two digits: at most so many separators
GAP = r"[\s.()/\u00a0\u202f-]{0,2}"
SHORTEST_NUMBER = 8
SHORTEST_NAME = 3


def number_pattern(digits, country=""):
    """Return a pattern for a number in any writing, with or without its country code.

    :param str digits: of the number in E.164, without ``+``
    :param str country: digits of the country code at their beginning

    >>> bool(re.search(number_pattern("237671231234", "237"), "call 671-23 12.34!"))
    True
    >>> bool(re.search(number_pattern("237671231234", "237"), "+237 671 23 12 34"))
    True
    >>> bool(re.search(number_pattern("237671231234", "237"), "96712312345"))
    False
    """
    national = digits.removeprefix(country)
    if len(national) < SHORTEST_NUMBER:
        national, country = digits, ""
    prefix = GAP.join(country)
    lead = rf"(?:\+|00)?{GAP}{prefix}{GAP}" if country else r"\+?"
    return rf"(?:{lead}|(?<!\d)0?){GAP.join(national)}(?!\d)"


def name_pattern(name):
    """Return a pattern for a name, its words in either order; None for what is too short.

    >>> bool(re.search(name_pattern("Awa Tchoufa"), "for TCHOUFA  Awa.", re.I))
    True
    >>> name_pattern("Al") is None
    True
    """
    words = [re.escape(word) for word in (name or "").split()]
    if len("".join(words)) < SHORTEST_NAME:
        return None
    orders = {r"\s+".join(words), r"\s+".join(reversed(words))}
    return rf"(?<!\w)(?:{'|'.join(sorted(orders))})(?!\w)"


def word_pattern(text):
    """Return a pattern for a text as it is, None for what is too short to be anybody's.

    >>> bool(re.search(word_pattern("awa@example.com"), "To: awa@example.com;"))
    True
    """
    text = (text or "").strip()
    return rf"(?<!\w){re.escape(text)}(?!\w)" if len(text) >= SHORTEST_NUMBER else None
