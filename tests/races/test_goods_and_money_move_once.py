"""Goods leave once and money goes back once, however many press the button."""

import base64
from pathlib import Path

import pytest

from support.race import at_once

ROUNDS = 20
CLERKS = 5
MANAGERS = 6
SIGNATURE = base64.b64encode(
    (Path(__file__).parents[2] / "addons/kms_suite/static/img/signature.png").read_bytes()
).decode()


@pytest.fixture(scope="module")
def panel(client):
    """A product with plenty of stock, invoiced as ordered, without tax."""
    admin = client("admin")
    product = admin.call(
        "product.product",
        "create",
        {"name": "Race panel", "is_storable": True, "list_price": 1000, "invoice_policy": "order"},
    )
    admin.call("product.product", "write", [product], {"taxes_id": [(5, 0, 0)]})
    warehouse = admin.call("stock.warehouse", "search_read", [], fields=["lot_stock_id"], limit=1)[
        0
    ]
    quant = admin.call(
        "stock.quant",
        "create",
        {
            "product_id": product,
            "location_id": warehouse["lot_stock_id"][0],
            "inventory_quantity": 1000,
        },
        context={"inventory_mode": True},
    )
    admin.call("stock.quant", "action_apply_inventory", [quant])
    return product


def sell(client, panel, quantity=2):
    seller = client("showroom")
    partner = seller.call("res.partner", "create", {"name": "Race customer"})
    order = seller.call(
        "sale.order",
        "create",
        {
            "partner_id": partner,
            "order_line": [(0, 0, {"product_id": panel, "product_uom_qty": quantity})],
        },
    )
    seller.call("sale.order", "action_confirm", [order])
    return order


def pay(client, order):
    admin = client("admin")
    action = admin.call("sale.order", "action_kms_invoice_and_collect", [order])
    wizard = admin.call("account.payment.register", "create", {}, context=action["context"])
    admin.call("account.payment.register", "action_create_payments", [wizard])


def stays(client, order):
    """The goods do not leave any more: what is still on its way is not refunded."""
    admin = client("admin")
    pickings = admin.call("stock.picking", "search", [("sale_id", "=", order)])
    admin.call("stock.picking", "action_cancel", pickings)


def test_five_clerks_deliver_one_order(client, panel, sql):
    clerks = [client("magasin", fresh=True) for _clerk in range(CLERKS)]
    for _round in range(ROUNDS):
        order = sell(client, panel)
        pay(client, order)
        preparation = client("showroom").call("sale.order", "action_kms_prepare", [order])["res_id"]
        client("marketing").call("kms.preparation.order", "action_approve", [preparation])
        clerk = clerks[0]
        clerk.call("kms.preparation.order", "action_start", [preparation])
        moves = clerk.call(
            "stock.move", "search", [("picking_id.kms_preparation_id", "=", preparation)]
        )
        clerk.call("stock.move", "write", moves, {"picked": True})
        clerk.call("kms.preparation.order", "action_ready", [preparation])
        clerk.call("kms.preparation.order", "write", [preparation], {"signature": SIGNATURE})
        answers = at_once(
            lambda one=one, preparation=preparation: one.call(
                "kms.preparation.order", "action_deliver", [preparation]
            )
            for one in clerks
        )
        assert [answer is True for answer in answers].count(True) == 1, answers
        moved = sql(
            "SELECT sum(quantity) FROM stock_move WHERE sale_line_id IN "
            "(SELECT id FROM sale_order_line WHERE order_id = %s) AND state = 'done'",
            (order,),
        )
        assert moved == [(2,)]


def test_six_managers_refund_one_dispute(client, panel, sql):
    managers = [client("marketing", fresh=True) for _manager in range(MANAGERS)]
    for _round in range(ROUNDS):
        order = sell(client, panel)
        pay(client, order)
        stays(client, order)
        dispute = managers[0].call(
            "kms.dispute",
            "create",
            {"sale_id": order, "problem": "defective", "solution": "refund", "goods_back": False},
        )
        at_once(
            lambda one=one, dispute=dispute: one.call("kms.dispute", "action_resolve", [dispute])
            for one in managers
        )
        credited = sql(
            "SELECT count(*), sum(amount_total) FROM account_move "
            "WHERE kms_dispute_id = %s AND state = 'posted'",
            (dispute,),
        )
        assert credited == [(1, 2000)]


def test_two_disputes_about_one_unit(client, panel, sql):
    managers = [client("marketing", fresh=True) for _manager in range(2)]
    for _round in range(ROUNDS):
        order = sell(client, panel, quantity=1)
        pay(client, order)
        stays(client, order)
        disputes = [
            managers[0].call(
                "kms.dispute",
                "create",
                {"sale_id": order, "problem": "quality", "solution": "refund", "goods_back": False},
            )
            for _dispute in managers
        ]
        answers = at_once(
            lambda one=one, dispute=dispute: one.call("kms.dispute", "action_resolve", [dispute])
            for one, dispute in zip(managers, disputes, strict=True)
        )
        assert [answer is True for answer in answers].count(True) == 1, answers
        credited = sql(
            "SELECT sum(amount_total) FROM account_move WHERE kms_dispute_id = ANY(%s)",
            (disputes,),
        )
        assert credited == [(1000,)]
