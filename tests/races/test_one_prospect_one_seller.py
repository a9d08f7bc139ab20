"""Fifty sellers on one campaign, without thinking time; one call that arrives many times."""

import contextlib
import itertools
import random
import time
from collections import Counter

import pytest

from support import database
from support.calls import start_campaign
from support.client import Client
from support.project import setting
from support.race import at_once
from support.server import OdooServer

SELLERS = 50
ROUNDS = 6
PEOPLE = 1000


# a connection for each of them, and some for their sessions
ROOM = ["--db_maxconn=120"]


@pytest.fixture(scope="module")
def server():
    """A server with room for fifty calls at the same moment."""
    name = f"{setting('KMS_DEMO_TEMPLATE')}_fifty_sellers"
    database.clone(setting("KMS_DEMO_TEMPLATE"), name)
    try:
        with OdooServer(name, ROOM) as running:
            yield running
    finally:
        database.drop(name)


@pytest.fixture(scope="module")
def campaign(client):
    """A running campaign of its own for each test."""
    admin = client("admin")
    batches = itertools.count(1)

    def make(people=PEOPLE):
        batch = next(batches)
        leads = [
            {"name": f"Race {n}", "contact_name": f"Race {n}", "phone": f"+2376700{n:05}"}
            for n in range(batch * 10_000, batch * 10_000 + people)
        ]
        return start_campaign(admin, f"Race {batch}", leads)

    return make


@pytest.fixture(scope="module")
def sellers(client, server):
    """Logged-in sellers, each a user of their own."""
    admin = client("admin")
    [group] = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "kms_base"), ("name", "=", "role_call_agent")],
        ["res_id"],
    )
    logins = [f"race_seller_{n}" for n in range(SELLERS)]
    admin.call(
        "res.users",
        "create",
        [
            {
                "name": login,
                "login": login,
                "password": login,
                "group_ids": [(4, group["res_id"])],
            }
            for login in logins
        ],
        context={"no_reset_password": True},
    )
    return [Client(server.url, server.database, login) for login in logins]


def _work(seller, campaign, outcome, rounds=ROUNDS):
    """Call until the rounds are over; returns who was on the screen, and how long answers took."""
    called, times = [], []
    cards = seller.call("kms.call.session", "open_campaign", campaign)["cards"]
    for _round in range(rounds):
        card = cards.pop(0)
        called.append(card["id"])
        start = time.monotonic()
        answer = seller.call("kms.call.session", "validate", _values(campaign, card, outcome))
        times.append(time.monotonic() - start)
        assert not answer["said"], answer["said"]
        cards += answer["cards"]
    return called, times


def _values(campaign, card, outcome):
    return {
        "uuid": f"{random.getrandbits(64):016x}",
        "campaign_id": campaign,
        "prospect_id": card["id"],
        "outcome_id": outcome,
        "duration": 30,
    }


@pytest.fixture(scope="module")
def outcome(client):
    [found] = client("admin").call("kms.call.outcome", "search", [("kind", "=", "not_interested")])
    return found


def _check(answers, sql, campaign, server):
    errors = [answer for answer in answers if isinstance(answer, BaseException)]
    assert not errors, errors[:3]
    called = Counter(id_ for ids, _times in answers for id_ in ids)
    assert len(called) == SELLERS * ROUNDS
    assert max(called.values()) == 1, "nobody was on two screens"
    stored = "SELECT count(*), count(DISTINCT prospect_id) FROM kms_call WHERE campaign_id = %s"
    assert sql(stored, (campaign,)) == [(SELLERS * ROUNDS, SELLERS * ROUNDS)]
    assert "could not serialize" not in server.log.read_text(), "nobody had to try again"


def test_fifty_sellers_without_thinking_time(sellers, campaign, outcome, sql, server):
    number = campaign()
    answers = at_once(lambda seller=seller: _work(seller, number, outcome) for seller in sellers)
    _check(answers, sql, number, server)


def test_fifty_sellers_on_two_servers(sellers, campaign, outcome, sql, server):
    number = campaign()
    with OdooServer(server.database, ROOM) as second:
        halves = [sellers[: SELLERS // 2], sellers[SELLERS // 2 :]]
        with contextlib.ExitStack() as stack:
            for seller in halves[1]:
                stack.callback(setattr, seller, "url", seller.url)
                seller.url = second.url
            answers = at_once(
                lambda seller=seller: _work(seller, number, outcome)
                for pair in zip(*halves, strict=True)
                for seller in pair
            )
        assert "could not serialize" not in second.log.read_text()
    _check(answers, sql, number, server)


def test_a_batch_delivered_ten_times_shuffled_changes_nothing(sellers, campaign, outcome, sql):
    number = campaign(people=20)
    seller = sellers[0]
    batch = []
    for _call in range(5):
        [card, *_rest] = seller.call("kms.call.session", "refresh", number)["cards"]
        batch.append(_values(number, card, outcome))
        seller.call("kms.call.session", "validate", batch[-1])
    rows = "SELECT uuid, prospect_id, kind FROM kms_call WHERE campaign_id = %s ORDER BY uuid"
    people = "SELECT id, tries, last_kind FROM kms_call_prospect WHERE campaign_id = %s ORDER BY id"
    before = sql(rows, (number,)), sql(people, (number,))
    again = batch * 10
    random.shuffle(again)
    answers = at_once(
        lambda values=values: seller.call("kms.call.session", "validate", values)
        for values in again
    )
    assert not [answer for answer in answers if isinstance(answer, BaseException)]
    assert (sql(rows, (number,)), sql(people, (number,))) == before
