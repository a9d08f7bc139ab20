"""Several tills at once: a unit comes back once, a new customer has one card of points."""

import pytest

from support.client import ServerError
from support.pos import line, make_product, make_program, open_tills
from support.race import at_once
from support.thorough import times

ROUNDS = times(20, 4)
REFUNDING = 5
WINNING = 3
PRICE = 10_000


@pytest.fixture(scope="module")
def tills(client):
    return open_tills(client, "caisse", REFUNDING)


@pytest.fixture(scope="module")
def product(client):
    return make_product(client("admin"), PRICE)


def all_at_once(sent):
    answers = at_once(lambda till=till, order=order: till.send(order) for till, order in sent)
    assert not [answer for answer in answers if isinstance(answer, ServerError)], answers


def test_five_tills_refund_one_unit(tills, product, client, sql):
    buyer = client("marketing").create("res.partner", name="M. Retour")
    for _round in range(ROUNDS):
        sale = tills[0].order([line(product, PRICE)], buyer)
        tills[0].send(sale)
        [(sold,)] = sql(
            "SELECT l.id FROM pos_order_line l JOIN pos_order o ON o.id = l.order_id"
            " WHERE o.uuid = %s",
            (sale["uuid"],),
        )
        refunds = [
            (
                till,
                till.order(
                    [line(product, PRICE, -1, refunded_orderline_id=sold)], buyer, is_refund=True
                ),
            )
            for till in tills
        ]
        all_at_once(refunds)
        states = sql(
            "SELECT o.kms_review_state FROM pos_order o JOIN pos_order_line l ON l.order_id = o.id"
            " WHERE l.refunded_orderline_id = %s",
            (sold,),
        )
        assert sorted(state or "" for (state,) in states) == ["", *["review"] * (REFUNDING - 1)]
        # what the sale had won was taken back once
        won = sql(
            "SELECT sum(e.points), min(c.points) FROM kms_points_entry e"
            " JOIN loyalty_card c ON c.id = e.card_id WHERE e.partner_id = %s GROUP BY c.id",
            (buyer,),
        )
        assert all(total == 0 and balance == 0 for total, balance in won), won


def test_three_tills_make_one_card(tills, product, client, sql):
    program, _reward, _product = make_program(
        client("admin"), "loyalty", rule={"reward_point_amount": 1, "reward_point_mode": "order"}
    )
    for number in range(ROUNDS):
        buyer = client("marketing").create("res.partner", name=f"Mme Nouvelle {number}")
        sent = [(till, till.order([line(product, PRICE)], buyer)) for till in tills[:WINNING]]
        all_at_once(sent)
        cards = sql(
            "SELECT c.points, (SELECT sum(e.points) FROM kms_points_entry e WHERE e.card_id = c.id)"
            " FROM loyalty_card c WHERE c.partner_id = %s AND c.program_id = %s",
            (buyer, program),
        )
        assert cards == [(WINNING, WINNING)]
