"""The server dies while goods leave or money goes back: all of the step is there, or nothing.

The processes that answer are killed with SIGKILL after a random part of the time that a step takes;
the master starts others. Nothing is mended in between: the next attempt alone has to bring the
step to its end.
"""

import base64
from pathlib import Path

import pytest

from support import database
from support.killer import Killer
from support.project import setting
from support.server import OdooServer
from support.thorough import times

KILLS = times(30, 6)  # of each action
SIGNATURE = base64.b64encode(
    (Path(__file__).parents[2] / "addons/kms_suite/static/img/signature.png").read_bytes()
).decode()
# What there is of a step: what its state says, then each of its documents.
DELIVERED = """
    SELECT preparation.state = 'delivered',
           (SELECT COALESCE(SUM(move.quantity), 0) FROM stock_move move
              JOIN stock_picking picking ON picking.id = move.picking_id
             WHERE picking.kms_preparation_id = preparation.id AND move.state = 'done') = 1,
           (SELECT COUNT(*) FROM kms_delivery_attempt attempt
             WHERE attempt.preparation_id = preparation.id) = 1,
           (SELECT BOOL_AND(picking.state = 'done') FROM stock_picking picking
             WHERE picking.kms_preparation_id = preparation.id)
      FROM kms_preparation_order preparation WHERE preparation.id = %s
"""
MOVES = """
    (SELECT COUNT(*) FROM account_move move
      WHERE move.kms_dispute_id = dispute.id AND move.state = 'posted')"""
PAYMENTS = "(SELECT COUNT(*) FROM account_payment pay WHERE pay.kms_dispute_id = dispute.id)"
PICKINGS = "(SELECT COUNT(*) FROM stock_picking pick WHERE pick.kms_dispute_id = dispute.id)"
# Solution: the state it ends in, then what it is made of.
SOLUTIONS = {
    "refund": ("resolved", f"{MOVES} = 1, {PAYMENTS} = 1"),
    "replacement": ("in_progress", f"{PICKINGS} = 2"),
    "store_credit": ("resolved", f"{MOVES} = 2, dispute.card_id IS NOT NULL"),
    "goodwill": ("resolved", "dispute.card_id IS NOT NULL"),
}


@pytest.fixture(scope="module")
def server():
    """Two workers, so that those who answer can be killed and are replaced at once."""
    name = f"{setting('KMS_DEMO_TEMPLATE')}_killed"
    database.clone(setting("KMS_DEMO_TEMPLATE"), name)
    try:
        with OdooServer(name, ["--workers=2"]) as running:
            yield running
            running.kill()  # nothing is left to be finished
    finally:
        database.drop(name)


@pytest.fixture(scope="module")
def product(client):
    """Plenty in stock, without tax, invoiced as ordered; what is unpaid may leave."""
    admin = client("admin")
    [product] = admin.call(
        "product.product",
        "create",
        [{"name": "Fault panel", "is_storable": True, "list_price": 1000}],
    )
    admin.call(
        "product.product",
        "write",
        [product],
        {"taxes_id": [(5, 0, 0)], "invoice_policy": "order"},
    )
    [warehouse] = admin.call(
        "stock.warehouse", "search_read", [], fields=["lot_stock_id", "company_id"], limit=1
    )
    [quant] = admin.call(
        "stock.quant",
        "create",
        [
            {
                "product_id": product,
                "location_id": warehouse["lot_stock_id"][0],
                "inventory_quantity": 1000,
            }
        ],
        context={"inventory_mode": True},
    )
    admin.call("stock.quant", "action_apply_inventory", [quant])
    admin.call("res.company", "write", warehouse["company_id"][:1], {"kms_delivery_paid": False})
    return product


@pytest.fixture
def killer(server, sql):
    return Killer(server, sql)


def sell(client, product, quantity, count=1):
    """Confirmed sales, each of so many units."""
    seller = client("showroom")
    [partner] = seller.call("res.partner", "create", [{"name": "Fault customer"}])
    orders = seller.call(
        "sale.order",
        "create",
        [
            {
                "partner_id": partner,
                "order_line": [(0, 0, {"product_id": product, "product_uom_qty": quantity})],
            }
            for _sale in range(count)
        ],
    )
    seller.call("sale.order", "action_confirm", orders)
    return orders


def prepare(client, order):
    """One sale up to the customer's signature."""
    preparation = client("showroom").call("sale.order", "action_kms_prepare", [order])["res_id"]
    client("marketing").call("kms.preparation.order", "action_approve", [preparation])
    keeper = client("magasin")
    keeper.call("kms.preparation.order", "action_start", [preparation])
    moves = keeper.call(
        "stock.move", "search", [("picking_id.kms_preparation_id", "=", preparation)]
    )
    keeper.call("stock.move", "write", moves, {"picked": True})
    keeper.call("kms.preparation.order", "action_ready", [preparation])
    keeper.call("kms.preparation.order", "write", [preparation], {"signature": SIGNATURE})
    return preparation


def collect(client, order):
    admin = client("admin")
    action = admin.call("sale.order", "action_kms_invoice_and_collect", [order])
    wizard = admin.call("account.payment.register", "create", {}, context=action["context"])
    admin.call("account.payment.register", "action_create_payments", [wizard])


def test_goods_leave_whole_or_not_at_all(client, product, killer):
    preparations = [prepare(client, order) for order in sell(client, product, 1, count=KILLS)]
    keeper = client("magasin")
    for preparation in preparations:
        killer.step(
            lambda preparation=preparation: keeper.call(
                "kms.preparation.order", "action_deliver", [preparation]
            ),
            DELIVERED,
            (preparation,),
        )
    assert killer.kills == KILLS
    assert killer.cut, "no kill came early enough to undo anything"


@pytest.mark.parametrize("solution", SOLUTIONS)
def test_a_dispute_is_solved_whole_or_not_at_all(client, product, killer, sql, solution):
    [order] = sell(client, product, KILLS)
    collect(client, order)
    keeper = client("magasin")
    keeper.call("kms.preparation.order", "action_deliver", [prepare(client, order)])
    [(line,)] = sql("SELECT id FROM sale_order_line WHERE order_id = %s", (order,))
    [(journal,)] = sql(
        "SELECT journal.id FROM account_journal journal "
        "JOIN sale_order sale ON sale.company_id = journal.company_id "
        "WHERE sale.id = %s AND journal.type = 'bank' ORDER BY journal.id LIMIT 1",
        (order,),
    )
    manager = client("marketing")
    disputes = manager.call(
        "kms.dispute",
        "create",
        [
            {
                "sale_id": order,
                "problem": "defective",
                "solution": solution,
                "goods_back": False,
                "goodwill_amount": 500,
                "journal_id": journal if solution == "refund" else False,
                "line_ids": [(0, 0, {"sale_line_id": line, "quantity": 1})],
            }
            for _dispute in range(KILLS)
        ],
    )
    state, documents = SOLUTIONS[solution]
    query = " ".join(
        ("SELECT dispute.state = %s,", documents, "FROM kms_dispute dispute WHERE dispute.id = %s")
    )
    for dispute in disputes:
        killer.step(
            lambda dispute=dispute: manager.call("kms.dispute", "action_resolve", [dispute]),
            query,
            (state, dispute),
        )
    [(compensated,)] = sql("SELECT kms_compensated_qty FROM sale_order_line WHERE id = %s", (line,))
    assert compensated == (KILLS if solution in ("refund", "store_credit") else 0)
    assert killer.kills == KILLS
