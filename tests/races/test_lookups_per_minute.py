"""A cashier asks for many phone numbers at once: no more than the minute allows is answered."""

from itertools import count

import pytest

from support.client import ServerError
from support.race import at_once

LIMIT = 10
AT_ONCE = 24
ROUNDS = 3
NUMBERS = count(0)
PLACES = """
    SELECT minute, COUNT(*) FILTER (WHERE result <> 'limited'), COUNT(DISTINCT place), COUNT(*)
      FROM kms_customer_lookup WHERE user_id = %s GROUP BY minute
"""


@pytest.fixture(scope="module")
def cashiers(client):
    """The same cashier on many connections, with a small allowance."""
    admin = client("admin")
    [company] = admin.call("res.company", "search", [], limit=1)
    admin.call("res.company", "write", [company], {"kms_lookup_limit": LIMIT})
    return [client("caisse", fresh=True) for _place in range(AT_ONCE)]


@pytest.fixture(scope="module")
def config(client):
    return client("admin").call("pos.config", "search", [], limit=1)[0]


def number():
    return f"+2376712{next(NUMBERS):05}"


def look_up(cashier, config):
    """Ask at the till; return whether it was answered."""
    return cashier.call("pos.config", "kms_find_customer", [config], number())["state"] != "limited"


def search(cashier):
    """Ask in a list, which finds nobody once it is too often."""
    return bool(cashier.call("res.partner", "search", [("phone_sanitized", "=", number())]))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_no_more_than_the_minute_allows(cashiers, config, sql, _round):
    asked = [
        (lambda own=own: look_up(own, config)) if place % 3 else (lambda own=own: search(own))
        for place, own in enumerate(cashiers)
    ]
    answers = at_once(asked)
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    # who has been tried again too often is told so: nothing is answered past the limit
    assert all(isinstance(answer, ServerError) for answer in failed), failed
    minutes = sql(PLACES, (cashiers[0].uid,))
    assert minutes
    for minute, allowed, places, lines in minutes:
        assert allowed <= LIMIT, (minute, allowed)
        assert places == lines
    assert sum(answer is True for answer in answers) <= LIMIT * 2
    assert max(allowed for _minute, allowed, _places, _lines in minutes) >= LIMIT // 2
