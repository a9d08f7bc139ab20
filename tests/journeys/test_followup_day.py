"""From the first follow-up in the morning to the registers signed off at the close of day."""

import io
import re

import pytest
from openpyxl import load_workbook

from support.client import ServerError
from support.mail import post_office
from support.pdf import page_texts

VISITOR = "Mme Close Register"
CORRECTED = "Mme Closed-Register"
FOLLOWUPS = "/odoo/action-kms_marketing.sale_order_action_followup"
CLOSING = "/odoo/kms-close-of-day"
# a browser without a phone cannot ring anybody
NO_PHONE = "Failed to launch 'tel:"


@pytest.fixture(scope="module")
def day():
    """What one person of the journey leaves for the next."""
    return {}


def test_salesperson_follows_up_in_two_taps_on_a_phone(page_as, sql):
    page = page_as("showroom", width=360, height=740, path=FOLLOWUPS)
    page.expected_errors.append(NO_PHONE)
    card = page.locator(".o_kanban_record:has(.badge.text-bg-danger)").first
    name = re.search(r"S\d+", card.inner_text()).group()
    assert card.locator(".fa-exclamation-triangle").count() == 1
    for button in card.locator(".o_kms_followup_thumb button").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44, "a thumb hits it"
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    card.locator("button:has(.fa-phone)").tap()
    page.wait_for_selector(".o_kms_followup_dialog")
    assert page.evaluate("document.querySelector('.modal-body').scrollWidth") <= 360
    # while the call still leads away from the page the driver's taps are lost, not a person's
    answer = page.locator(".o_kms_followup_results button[name=no_answer]")
    assert answer.bounding_box()["height"] >= 44, "a thumb hits it"
    answer.evaluate("button => button.click()")
    page.wait_for_selector(".o_notification:has-text('Relance enregistrée')")
    [(method, result, days)] = sql(
        """SELECT f.method, f.result, f.next_date - f.date::date
             FROM kms_quote_followup f JOIN sale_order o ON o.id = f.order_id WHERE o.name = %s""",
        (name,),
    )
    assert (method, result, days) == ("phone", "no_answer", 2)
    page.wait_for_selector(".o_kms_followup_counters button[name=followed] span:has-text('1')")


def test_counters_list_what_they_count(page_as, client):
    counts = client("showroom").call("sale.order", "kms_get_followup_counts")
    page = page_as("showroom", path=FOLLOWUPS)
    for name in ("urgent", "never", "followed", "waiting"):
        page.click(f".o_kms_followup_counters button[name={name}]")
        page.wait_for_function(
            """([count]) => {
                const rows = document.querySelectorAll(".o_data_row").length;
                return rows === Math.min(count, 80);
            }""",
            arg=[counts[name]],
        )


def test_mail_leaves_with_the_paper_and_is_recorded(page_as, client, sql):
    order = _quotation(client, "Mme Courriel", email="courriel@example.com")
    name = client("showroom").read_one("sale.order", order, "name")["name"]
    with post_office(client("admin")) as messages:
        page = page_as("showroom", path=FOLLOWUPS)
        page.click(f".o_data_row:has-text('{name}') button:has(.fa-envelope)")
        page.click(".modal button[name=action_send_mail]")
        page.wait_for_selector(".modal", state="detached")
        page.wait_for_timeout(1500)
    [message] = messages
    [pdf] = [part for part in message.walk() if part.get_content_type() == "application/pdf"]
    assert name in " ".join(page_texts(pdf.get_payload(decode=True)))
    recorded = "SELECT method, result FROM kms_quote_followup WHERE order_id = %s"
    assert sql(recorded, (order,)) == [("email", "no_answer")]


def test_a_new_version_replaces_the_quotation(page_as, client, sql):
    order = _quotation(client, "Mme Version")
    client("showroom").call("sale.order", "action_quotation_sent", [order])
    page = page_as("showroom", path=f"/odoo/sales/{order}")
    page.click("button[name=action_kms_revise]:visible")
    page.wait_for_selector(".o_breadcrumb :text('-2'), .o_field_widget[name=name]:has-text('-2')")
    [(state, reason)] = sql("SELECT state, kms_cancel_reason FROM sale_order WHERE id=%s", (order,))
    assert state == "cancel"
    assert reason.startswith("Remplacé par")


def test_manager_signs_the_day_off(page_as, client, day, sql):
    day["visit"] = client("accueil").call(
        "kms.reception", "register_visit", {"uuid": "c" * 16, "name": VISITOR, "phone": "699887766"}
    )["id"]
    page = page_as("marketing", path=CLOSING)
    card = page.locator(".o_kms_register_card[data-number='1']")
    assert "Visiteur que personne n" in card.inner_text()
    page.click("button[name=sign_off_all]")
    page.click(".modal-footer .btn-primary")
    page.wait_for_selector(".badge:has-text('Tout est validé')")
    [(signed, people)] = sql(
        "SELECT count(*), count(DISTINCT user_id) FROM kms_register_closing WHERE state = 'closed'"
    )
    assert (signed, people) == (page.locator(".o_kms_register_card").count(), 1)


def test_a_correction_takes_a_reason_and_leaves_its_trace(page_as, client, day, sql):
    action = "action-kms_marketing.crm_lead_action_register_visit"
    page = page_as("accueil", path=f"/odoo/{action}/{day['visit']}")
    page.expected_errors.append("RPC_ERROR|SignedOff")
    page.fill(".o_field_widget[name=contact_name] input", CORRECTED)
    page.click("button.o_form_button_save")
    page.wait_for_selector(".o_kms_reason_dialog")
    assert page.locator(".o_kms_reason_dialog .btn-primary").is_disabled()
    page.fill(".o_kms_reason_dialog textarea", "Nom mal entendu")
    page.click(".o_kms_reason_dialog .btn-primary")
    page.wait_for_selector("button.o_form_button_save", state="hidden")
    [(old, new, reason, login)] = sql(
        """SELECT c.old_value, c.new_value, c.reason, u.login FROM kms_register_correction c
             JOIN res_users u ON u.id = c.user_id WHERE c.field_name = 'contact_name'"""
    )
    assert (old, new, reason, login) == (VISITOR, CORRECTED, "Nom mal entendu", "accueil")
    page = page_as("marketing", path=CLOSING)
    page.click(".o_kms_register_card[data-number='1'] button[name=history]")
    page.wait_for_selector(f".o_data_row:has-text('{CORRECTED}'):has-text('Nom mal entendu')")


def test_no_way_around_the_signature(client, day, sql):
    desk, manager = client("accueil"), client("marketing")
    with pytest.raises(ServerError, match="registre validé") as refused:
        desk.call("crm.lead", "write", [day["visit"]], {"phone": "+237600000000"})
    assert refused.value.name.endswith("SignedOffError")
    with pytest.raises(ServerError, match="jamais supprimée"):
        manager.call("crm.lead", "unlink", [day["visit"]])
    [(closing,)] = sql("SELECT id FROM kms_register_closing ORDER BY id LIMIT 1")
    for method, args in (("write", [{"state": "reopened"}]), ("unlink", [])):
        with pytest.raises(ServerError):
            manager.call("kms.register.closing", method, [closing], *args)
    assert sql("SELECT contact_name FROM crm_lead WHERE id = %s", (day["visit"],)) == [(CORRECTED,)]


def test_the_register_on_paper_and_as_a_spreadsheet(page_as, artifacts):
    page = page_as("marketing", path=CLOSING)
    card = page.locator(".o_kms_register_card[data-number='1']")
    with page.expect_download() as waiting:
        card.locator("button[name=print]").click()
    waiting.value.save_as(artifacts / "register.pdf")
    text = " ".join(" ".join(page_texts((artifacts / "register.pdf").read_bytes())).split())
    for word in (CORRECTED, "Validé par", "Corrigé après la validation", "Nom mal entendu"):
        assert word in text, word
    with page.expect_download() as waiting:
        card.locator("button[name=export]").click()
    waiting.value.save_as(artifacts / "register.xlsx")
    sheet = load_workbook(io.BytesIO((artifacts / "register.xlsx").read_bytes())).active
    assert CORRECTED in [cell.value for row in sheet.iter_rows() for cell in row]


def test_only_the_management_reopens(page_as, client, sql):
    page = page_as("marketing", path=CLOSING)
    page.wait_for_selector(".o_kms_register_card")
    assert page.locator("button[name=reopen]").count() == 0
    page = page_as("direction", path=CLOSING)
    page.click(".o_kms_register_card[data-number='1'] button[name=reopen]")
    page.fill(".o_kms_reason_dialog textarea", "Deux visiteurs oubliés")
    page.click(".o_kms_reason_dialog .btn-primary")
    page.wait_for_selector(".o_kms_register_card[data-number='1'] button[name=sign_off]")
    [(reason,)] = sql("SELECT reason FROM kms_register_correction WHERE kind = 'reopened'")
    assert reason == "Deux visiteurs oubliés"


def _quotation(client, name, email=False):
    seller = client("showroom")
    visit = seller.create("crm.lead", name=name, contact_name=name, kms_channel="showroom")
    order = seller.call("crm.lead", "action_kms_convert_to_quotation", [visit])["res_id"]
    [product] = seller.call(
        "product.product", "search", [("default_code", "=", "MEU-SAL-001")], limit=1
    )
    seller.create("sale.order.line", order_id=order, product_id=product)
    if email:
        partner = seller.read_one("sale.order", order, "partner_id")["partner_id"][0]
        seller.call("res.partner", "write", [partner], {"email": email})
    return order
