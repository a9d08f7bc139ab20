"""A showroom day: from the visitor at the door to paid, delivered and posted."""

import re
import time
from pathlib import Path

import pytest

from support.client import ServerError
from support.mail import post_office
from support.pdf import page_texts

PHONE = "699 11 22 33"
VISITOR = "Mme Odile Essomba"
PANEL = "PAN-CTBX18"
BED = "MEU-CH-001"
TRANSACTION = "MP261121.1435.A12345"


@pytest.fixture(scope="module")
def day():
    """What one person of the journey leaves for the next."""
    return {}


def test_reception_writes_a_visitor_down(page_as, day, sql):
    page = page_as("accueil")
    page.wait_for_selector("#kms_phone:focus")
    clicks, start = 0, time.monotonic()
    page.keyboard.type(PHONE)
    page.fill("#kms_name", VISITOR)
    page.click(".o_kms_reception_tile >> nth=0")
    page.click(".o_kms_reception_form button:has-text('Recommandation')")
    clicks += 2
    page.press("#kms_name", "Enter")
    page.wait_for_selector(f".o_kms_visit:has-text('{VISITOR}')")
    assert clicks <= 2
    assert time.monotonic() - start < 10
    [(day["visit"], channel)] = sql(
        "SELECT id, kms_channel FROM crm_lead WHERE contact_name = %s", (VISITOR,)
    )
    assert channel == "showroom"


def test_reception_works_on_a_phone(page_as, sql):
    page = page_as("accueil", width=360, height=740)
    page.fill("#kms_phone", "699 11 22 34")
    page.fill("#kms_name", "M. Petit Ecran")
    page.tap(".o_kms_reception_buttons button[type=submit]")
    page.wait_for_selector(".o_kms_visit:has-text('M. Petit Ecran')")
    overflow = page.evaluate(
        "document.querySelector('.o_kms_reception').scrollWidth - window.innerWidth"
    )
    assert overflow <= 0
    assert sql("SELECT count(*) FROM crm_lead WHERE contact_name = 'M. Petit Ecran'") == [(1,)]


def test_salesperson_quotes(page_as, client, day, sql):
    panel = client("showroom").call(
        "product.product", "search", [("default_code", "=", PANEL)], limit=1
    )
    client("showroom").call("crm.lead", "write", [day["visit"]], {"kms_product_id": panel[0]})
    page = page_as("showroom")
    card = page.locator(f".o_kanban_record:has-text('{VISITOR}')")
    card.locator("button:has-text('Devis')").click()
    page.wait_for_selector(".o_form_view .o_field_widget[name=order_line]")
    page.click(".o_field_x2many_list_row_add :text('Ajouter un produit')")
    page.locator(".o_selected_row .o_field_widget[name^=product] input").first.fill(BED)
    page.click(f".o-autocomplete--dropdown-item:has-text('{BED}')")
    page.wait_for_selector(".o_selected_row [name=price_subtotal]:has-text('180')")
    page.click("button.o_form_button_save")
    page.wait_for_selector("button.o_form_button_save", state="hidden")
    [(day["order"], day["name"])] = sql(
        "SELECT id, name FROM sale_order WHERE kms_visit_id = %s", (day["visit"],)
    )
    lines = sql("SELECT count(*) FROM sale_order_line WHERE order_id = %s", (day["order"],))
    assert lines == [(2,)]


def test_quotation_leaves_by_mail_with_its_pdf(page_as, client, day):
    order = client("showroom").read_one("sale.order", day["order"], "partner_id")
    client("showroom").call(
        "res.partner", "write", order["partner_id"][0], {"email": "odile@example.com"}
    )
    with post_office(client("admin")) as messages:
        page = page_as("showroom", path=f"/odoo/sales/{day['order']}")
        page.click("button[name=action_quotation_send]:visible")
        page.click(".modal button[name=action_send_mail]")
        page.wait_for_selector(".modal", state="detached")
        deadline = time.monotonic() + 20
        while not messages and time.monotonic() < deadline:
            time.sleep(0.2)
    assert messages, "no e-mail arrived"
    [pdf] = [part for part in messages[0].walk() if part.get_content_type() == "application/pdf"]
    text = " ".join(page_texts(pdf.get_payload(decode=True)))
    assert day["name"] in text
    assert "francs CFA" in text


def test_quotation_leaves_by_whatsapp(client, day):
    action = client("showroom").call("sale.order", "action_kms_send_whatsapp", [day["order"]])
    assert action["url"].startswith("https://wa.me/237699112233?text=Bonjour")


def test_customer_signs_on_the_portal(browser, server, client, day, sql):
    token = client("showroom").read_one("sale.order", day["order"], "access_url", "access_token")
    context = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{server.url}{token['access_url']}?access_token={token['access_token']}")
    page.click("a[data-bs-target='#modalaccept']:visible >> nth=0")
    page.fill("#modalaccept input.o_web_sign_name_input", VISITOR)
    page.locator("#modalaccept button.o_portal_sign_submit:not([disabled])").click()
    page.wait_for_url(re.compile("message=sign_ok"))
    context.close()
    assert sql("SELECT state FROM sale_order WHERE id = %s", (day["order"],)) == [("sale",)]


def test_cashier_collects_by_mobile_money(page_as, client, day, sql):
    page = page_as("caisse")
    page.click(".o_menu_sections :text('Caisse')")
    page.click(".dropdown-item:has-text('Commandes à régler')")
    page.locator(f".o_data_row:has-text('{VISITOR}') button").first.click()
    page.click(".modal .o_field_widget[name=journal_id] :text('MTN MoMo')")
    page.fill(".modal .o_field_widget[name=kms_transaction_ref] input", TRANSACTION)
    with page.expect_download() as receipt:
        page.click(".modal button[name=action_kms_collect_and_print]")
    text = " ".join(page_texts(Path(receipt.value.path()).read_bytes()))
    assert TRANSACTION in text
    assert "francs CFA" in text
    [(day["invoice"], payment_state)] = sql(
        "SELECT id, payment_state FROM account_move WHERE invoice_origin = %s", (day["name"],)
    )
    assert payment_state == "paid"


def test_storekeeper_delivers_with_a_signature(page_as, day, sql):
    deliveries = "/odoo/action-kms_coordination.stock_picking_action_delivery"
    page = page_as("magasin", width=360, height=740, path=deliveries)
    page.tap(f".o_kanban_record:has-text('{VISITOR}')")
    page.wait_for_selector(".o_form_view")
    assert not page.locator(".o_statusbar_buttons button[name=button_validate]:visible").count()
    page.tap(".o_statusbar_buttons button:has-text('Signer')")
    canvas = page.locator(".modal .o_web_sign_signature canvas, .modal canvas").first
    canvas.wait_for()
    _draw(page, canvas.bounding_box())
    page.tap(".modal footer .btn-primary")
    page.wait_for_selector(".modal", state="detached")
    page.tap(".o_statusbar_buttons button[name=button_validate]:visible")
    page.wait_for_selector("button[name=button_validate]", state="detached")
    [(day["picking"], state, signed)] = sql(
        "SELECT id, state, kms_signed_date IS NOT NULL FROM stock_picking WHERE sale_id = %s",
        (day["order"],),
    )
    assert (state, signed) == ("done", True)


def test_same_transaction_pays_nothing_twice(client, day):
    cashier = client("caisse")
    [invoice] = cashier.call(
        "account.move",
        "search",
        [
            ("move_type", "=", "out_invoice"),
            ("payment_state", "=", "not_paid"),
            ("state", "=", "posted"),
        ],
        limit=1,
    )
    [momo] = cashier.call("account.journal", "search", [("kms_mobile_operator", "=", "mtn")])
    context = {"active_model": "account.move", "active_ids": [invoice]}
    wizard = cashier.call(
        "account.payment.register",
        "create",
        {"journal_id": momo, "kms_transaction_ref": TRANSACTION.lower()},
        context=context,
    )
    with pytest.raises(ServerError, match=TRANSACTION):
        cashier.call("account.payment.register", "action_create_payments", [wizard])


def test_ledger_stock_and_paper_agree(client, day, sql):
    assert sql(
        "SELECT round(sum(balance)) FROM account_move_line WHERE parent_state = 'posted'"
    ) == [(0,)]
    moved = sql(
        """SELECT count(*), sum(m.product_uom_qty) FROM stock_move m
             JOIN stock_picking p ON p.id = m.picking_id
            WHERE p.sale_id = %s AND m.state = 'done'""",
        (day["order"],),
    )
    assert moved == [(2, 2)]
    money = sql(
        """SELECT j.kms_mobile_operator, l.debit FROM account_payment p
             JOIN account_move_line l ON l.move_id = p.move_id
             JOIN account_journal j ON j.id = l.journal_id
            WHERE p.kms_transaction_ref = %s AND l.debit > 0""",
        (TRANSACTION,),
    )
    [(total,)] = sql("SELECT amount_total FROM account_move WHERE id = %s", (day["invoice"],))
    assert money == [("mtn", total)]
    pdf = client("caisse").get(f"/report/pdf/account.report_invoice_with_payments/{day['invoice']}")
    pages = page_texts(pdf.content)
    assert "1 / 1" in pages[0] or "1/1" in pages[0], pages[0]
    for words in ("Kenne Multi-Services", "NIU", "RCCM", "francs CFA", VISITOR):
        assert words in pages[0], words
    sheet = client("magasin").get(f"/report/pdf/stock.report_deliveryslip/{day['picking']}")
    assert VISITOR in page_texts(sheet.content)[0]


def _draw(page, box):
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(
            box["x"] + 20 + step * (box["width"] - 40) / 12,
            box["y"] + box["height"] / 2 + (-1) ** step * 12,
        )
    page.mouse.up()
