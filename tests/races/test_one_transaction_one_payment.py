"""The same money counted twice at once: an id pays once, an order is invoiced once."""

from support.client import ServerError
from support.race import at_once

CASHIERS = 6


def customer(client):
    return client("caisse").create("res.partner", name="Mme Kouam")


def invoice(client, partner):
    cashier = client("caisse")
    move = cashier.create(
        "account.move",
        move_type="out_invoice",
        partner_id=partner,
        invoice_date="2026-01-05",
        invoice_line_ids=[(0, 0, {"name": "MDF panel", "price_unit": 15000})],
    )
    cashier.call("account.move", "action_post", [move])
    return move


def payment_wizard(client, move, journal, ref):
    return client.call(
        "account.payment.register",
        "create",
        [{"journal_id": journal, "kms_transaction_ref": ref}],
        context={"active_model": "account.move", "active_ids": [move]},
    )[0]


def test_one_transaction_id_pays_once(client, sql):
    [(journal,)] = sql("SELECT id FROM account_journal WHERE kms_mobile_operator = 'mtn' LIMIT 1")
    partner = customer(client)
    cashiers = [client("caisse", fresh=True) for _cashier in range(CASHIERS)]
    wizards = [
        payment_wizard(cashier, invoice(client, partner), journal, "RACE.1") for cashier in cashiers
    ]
    answers = at_once(
        lambda cashier=cashier, wizard=wizard: cashier.call(
            "account.payment.register", "action_create_payments", [wizard]
        )
        for cashier, wizard in zip(cashiers, wizards, strict=True)
    )
    refusals = [answer for answer in answers if isinstance(answer, ServerError)]
    assert len(refusals) == CASHIERS - 1, answers
    for refusal in refusals:
        assert refusal.name == "odoo.exceptions.ValidationError", refusal.debug
        assert "RACE.1" in str(refusal) or "à l'instant" in str(refusal), refusal
    paid = sql(
        "SELECT count(*) FROM account_payment"
        " WHERE kms_transaction_ref = 'RACE.1' AND state IN ('in_process', 'paid')"
    )
    assert paid == [(1,)]


def test_one_order_is_invoiced_once(client, sql):
    [(product,)] = sql(
        "SELECT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id"
        " WHERE p.active AND t.type = 'consu' AND t.invoice_policy = 'order' AND t.sale_ok LIMIT 1"
    )
    seller = client("showroom")
    order = seller.create(
        "sale.order",
        partner_id=customer(client),
        order_line=[(0, 0, {"product_id": product, "product_uom_qty": 2, "price_unit": 5000})],
    )
    seller.call("sale.order", "action_confirm", [order])
    cashiers = [client("caisse", fresh=True) for _cashier in range(4)]
    answers = at_once(
        lambda cashier=cashier: cashier.call(
            "sale.order", "action_kms_invoice_and_collect", [order]
        )
        for cashier in cashiers
    )
    winners = [answer for answer in answers if isinstance(answer, dict)]
    assert winners, answers
    for refusal in (answer for answer in answers if answer not in winners):
        assert refusal.name == "odoo.exceptions.UserError", refusal.debug
    invoices = sql(
        "SELECT count(*) FROM account_move WHERE move_type = 'out_invoice' AND invoice_origin ="
        " (SELECT name FROM sale_order WHERE id = %s)",
        (order,),
    )
    assert invoices == [(1,)]
