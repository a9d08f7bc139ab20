"""The same unit, refunded through a dispute and at the till at once: money counts once."""

import uuid

import pytest

from support import database
from support.client import ServerError
from support.race import at_once

ROUNDS = 20
PRICE = 1000
# The order, its line: how often the unit counts as given back, and who looks at the till's refund.
STATE = """
    SELECT line.kms_compensated_qty,
           (SELECT COUNT(*) FROM account_move move JOIN kms_dispute dispute
                ON dispute.id = move.kms_dispute_id
             WHERE dispute.pos_order_id = line.order_id AND move.state = 'posted'),
           (SELECT COUNT(*) FROM pos_order_line refund
             WHERE refund.refunded_orderline_id = line.id AND NOT refund.kms_refund_review),
           (SELECT COUNT(*) FROM pos_order_line refund
             WHERE refund.refunded_orderline_id = line.id)
      FROM pos_order_line line WHERE line.id = %s
"""


class Till:
    """An open till that sells and takes back one article, as the cashier's browser sends it."""

    def __init__(self, client, sql):
        self.cashier = client("caisse")
        [(config, self.method)] = sql(
            "SELECT config.id, method.id FROM pos_config config"
            " JOIN pos_config_pos_payment_method_rel rel ON rel.pos_config_id = config.id"
            " JOIN pos_payment_method method ON method.id = rel.pos_payment_method_id"
            " WHERE method.is_cash_count ORDER BY config.id LIMIT 1"
        )
        self.cashier.call("pos.config", "open_ui", [config])
        [session] = self.cashier.call(
            "pos.session", "search", [("config_id", "=", config), ("state", "!=", "closed")]
        )
        self.session = session
        self.cashier.call("pos.session", "set_opening_control", [session], 0, "")
        admin = client("admin")
        [self.product] = admin.call(
            "product.product",
            "create",
            [{"name": "Race hood", "list_price": PRICE, "available_in_pos": True}],
        )
        admin.call("product.product", "write", [self.product], {"taxes_id": [(5, 0, 0)]})
        [self.partner] = client("showroom").call(
            "res.partner", "create", [{"name": "Race customer"}]
        )

    def prepare(self, quantity, **line):
        """Return what the till would send for a paid order."""
        amount = PRICE * quantity
        sent = {
            "product_id": self.product,
            "qty": quantity,
            "price_unit": PRICE,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "tax_ids": [(6, 0, [])],
            "discount": 0,
            "pack_lot_ids": [],
            "uuid": str(uuid.uuid4()),
            **line,
        }
        return {
            "uuid": str(uuid.uuid4()),
            "name": "Race",
            "session_id": self.session,
            "user_id": self.cashier.uid,
            "partner_id": self.partner,
            "amount_paid": amount,
            "amount_total": amount,
            "amount_tax": 0,
            "amount_return": 0,
            "date_order": "2026-11-21 10:00:00",
            "fiscal_position_id": False,
            "to_invoice": False,
            "last_order_preparation_change": "{}",
            "state": "paid",
            "lines": [(0, 0, sent)],
            "payment_ids": [(0, 0, {"amount": amount, "payment_method_id": self.method})],
        }

    def send(self, order, cashier=None):
        return (cashier or self.cashier).call("pos.order", "sync_from_ui", [order])


@pytest.fixture(scope="module")
def till(client, server):
    connection = database.connect(server.database)
    connection.autocommit = True

    def sql(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    yield Till(client, sql)
    connection.close()


def test_a_unit_goes_back_once(till, client, sql):
    manager = client("marketing", fresh=True)
    cashier = client("caisse", fresh=True)
    ends = set()
    for _round in range(ROUNDS):
        bought = till.prepare(1)
        till.send(bought)
        [(order, line)] = sql(
            "SELECT line.order_id, line.id FROM pos_order_line line WHERE line.uuid = %s",
            (bought["lines"][0][2]["uuid"],),
        )
        [dispute] = till.cashier.call(
            "kms.dispute",
            "create",
            [{"pos_order_id": order, "problem": "defective", "goods_back": False}],
        )
        manager.call("kms.dispute", "write", [dispute], {"solution": "refund"})
        refund = till.prepare(-1, refunded_orderline_id=line)
        answers = at_once(
            [
                lambda dispute=dispute: manager.call("kms.dispute", "action_resolve", [dispute]),
                lambda refund=refund: till.send(refund, cashier),
            ]
        )
        [(units, credited, sound, kept)] = sql(STATE, (line,))
        assert not isinstance(answers[1], ServerError), "a till has paid already: it is kept"
        assert (units, credited + sound, kept) == (1, 1, 1), (answers, credited, sound)
        if not credited:
            assert "1" in str(answers[0]), answers
        ends.add("dispute" if credited else "till")
    assert ends, "nobody was first"
