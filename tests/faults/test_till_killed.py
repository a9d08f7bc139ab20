"""The server dies while tills send orders with coupons: none is lost, none counts twice.

The order, its coupon's use and the points are one transaction, keyed by the order's own id; a till
sends it again until it is told that the order is there.
"""

import pytest

from support import database
from support.killer import Killer
from support.pos import line, make_product, make_program, open_tills, reward_line
from support.project import setting
from support.server import OdooServer
from support.thorough import times

KILLS = times(50, 6)
ORDERS = times(500, 18)
PRICE = 10_000
# One row of what an order leaves: each is there, or none is.
TRACES = """
    SELECT (SELECT count(*) FROM pos_order o WHERE o.uuid = %(key)s AND o.state = 'paid') = 1,
           (SELECT count(*) FROM pos_payment p JOIN pos_order o ON o.id = p.pos_order_id
             WHERE o.uuid = %(key)s) = 1,
           (SELECT count(*) FROM kms_coupon_use u WHERE u.order_key = %(key)s AND NOT u.excess) = 1,
           (SELECT count(*) FROM kms_points_entry e WHERE e.order_key = %(key)s
               AND e.kind = 'spent') = 1,
           (SELECT count(*) FROM kms_points_entry e WHERE e.order_key = %(key)s
               AND e.kind = 'won' AND e.card_id IN (
                   SELECT id FROM loyalty_card WHERE program_id = %(program)s)) = 1
"""


@pytest.fixture(scope="module")
def server():
    """Two workers, so that those who answer can be killed and are replaced at once."""
    name = f"{setting('KMS_DEMO_TEMPLATE')}_till_killed"
    database.clone(setting("KMS_DEMO_TEMPLATE"), name)
    try:
        with OdooServer(name, ["--workers=2"]) as running:
            yield running
            running.kill()  # nothing is left to be finished
    finally:
        database.drop(name)


def test_orders_with_coupons(server, client, sql):
    chief = client("admin")
    [till] = open_tills(client, "caisse", 1)
    product = make_product(chief, PRICE)
    coupons, reward, discount = make_program(chief, "coupons")
    points, _reward, _product = make_program(
        chief, "loyalty", rule={"reward_point_amount": 1, "reward_point_mode": "order"}
    )
    buyer = client("marketing").create("res.partner", name="M. Coupure")
    killer = Killer(server, sql)
    cards = []
    for number in range(ORDERS):
        card = chief.create("loyalty.card", program_id=coupons, points=1)
        cards.append(card)
        goods = [line(product, PRICE), reward_line(reward, discount, PRICE / 10, card)]
        order = till.order(goods, buyer)
        if number % (ORDERS // KILLS):
            till.send(order)
            continue
        values = {"key": order["uuid"], "program": points}
        killer.step(lambda order=order: till.send(order), TRACES, values)
    assert killer.kills == KILLS
    assert killer.cut, "no kill came early enough to undo anything"
    _nothing_lost(sql, cards, points, buyer)


def _nothing_lost(sql, cards, points, buyer):
    assert sql("SELECT count(*) FROM pos_order WHERE partner_id = %s", (buyer,)) == [(ORDERS,)]
    assert sql(
        "SELECT count(*), min(points), max(points) FROM loyalty_card WHERE id = ANY(%s)", (cards,)
    ) == [(ORDERS, 0, 0)]
    assert sql(
        "SELECT count(*), count(DISTINCT order_key) FROM kms_coupon_use WHERE card_id = ANY(%s)",
        (cards,),
    ) == [(ORDERS, ORDERS)]
    [(balance,)] = sql(
        "SELECT points FROM loyalty_card WHERE program_id = %s AND partner_id = %s",
        (points, buyer),
    )
    assert balance == ORDERS
    differing = sql(
        "SELECT c.id FROM loyalty_card c LEFT JOIN kms_points_entry e ON e.card_id = c.id"
        " GROUP BY c.id, c.points HAVING abs(c.points - COALESCE(sum(e.points), 0)) > 0.001"
    )
    assert not differing
    marked = sql(
        "SELECT kms_review_reason FROM pos_order WHERE partner_id = %s"
        " AND kms_review_state IS NOT NULL",
        (buyer,),
    )
    assert not marked, marked
