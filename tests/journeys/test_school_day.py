"""The school's day: from the visitor at the door to the student, the money and the freed seat."""

import datetime
import time
from pathlib import Path

import pytest

from support.pdf import page_texts

VISITOR = "Mme Aline Etoundi"
PHONE = "697 45 12 98"
COURSE = "Sculpture sur bois"
FEE = 120_000
LEAVES, WAITS = "Bruno Talom", "Carine Nana"
TRANSACTION = "MP261121.1512.B4521"


@pytest.fixture(scope="module")
def course(client):
    course = client("marketing").create("kms.course", name=COURSE, code="SCU", list_price=FEE)
    manager = client("admin")
    product = manager.read_one("kms.course", course, "product_id")["product_id"][0]
    manager.call("product.product", "write", [product], {"taxes_id": [(5, 0, 0)]})
    return course


@pytest.fixture(scope="module")
def session(client, course):
    """A session in a month, of two seats."""
    return make_session(client, course, 2)


def make_session(client, course, seats):
    first = datetime.datetime.now(tz=datetime.UTC).date() + datetime.timedelta(days=20)
    return client("formation").create(
        "kms.course.session",
        course_id=course,
        date_begin=f"{first} 07:00:00",
        date_end=f"{first + datetime.timedelta(days=60)} 16:00:00",
        seats_max=seats,
    )


def row(page, section, name):
    return page.locator(f".o_kms_today_{section} .o_kms_today_row:has-text('{name}')")


def enrollment_of(sql, name):
    return sql(
        "SELECT one.id, one.state FROM kms_enrollment one"
        " JOIN res_partner partner ON partner.id = one.partner_id WHERE partner.name = %s"
        " ORDER BY one.id DESC LIMIT 1",
        (name,),
    )[0]


def test_reception_hands_a_visitor_to_the_school(page_as, session, sql):
    page = page_as("accueil")
    page.fill("#kms_phone", PHONE)
    page.fill("#kms_name", VISITOR)
    page.click(".o_kms_reception_form button:text-is('Formation')")
    page.press("#kms_name", "Enter")
    page.wait_for_selector(f".o_kms_visit:has-text('{VISITOR}')")
    assert sql(
        "SELECT kms_channel FROM crm_lead WHERE contact_name = %s ORDER BY id", (VISITOR,)
    ) == [("showroom",), ("training",)]


def test_the_secretary_lands_on_what_is_to_do(page_as, session, sql):
    page = page_as("formation")
    page.wait_for_selector(".o_kms_school_today")
    prospect = row(page, "calls", VISITOR)
    prospect.wait_for()
    assert prospect.locator("a[href^='tel:']").count() == 1
    prospect.locator(".o_kms_today_open").click()
    choice = page.locator(".o_field_widget[name=kms_course_id] input")
    choice.fill(COURSE)
    page.click(f".o-autocomplete--dropdown-item:has-text('{COURSE}')")
    page.click("button.o_form_button_save")
    page.wait_for_selector("button.o_form_button_save", state="hidden")
    page.go_back()
    row(page, "calls", VISITOR).locator("button:has-text('RDV info')").click()
    page.wait_for_selector(".modal [name=name] :is(input, textarea)")
    page.click(".modal .o_form_button_save")
    page.wait_for_selector(".modal", state="detached")
    row(page, "calls", VISITOR).wait_for(state="detached")
    assert sql(
        "SELECT count(*) FROM calendar_event meeting JOIN crm_lead lead"
        " ON lead.id = meeting.opportunity_id"
        " WHERE lead.contact_name = %s AND meeting.kms_state = 'planned'",
        (VISITOR,),
    ) == [(1,)]


def test_the_meeting_is_honoured_and_the_prospect_enrolled(page_as, session, sql):
    """The next day: honoured, enrol, enrol; the invoice has its instalments."""
    sql(
        "UPDATE calendar_event SET start = now() at time zone 'utc' - interval '2 hours',"
        " stop = now() at time zone 'utc' - interval '1 hour'"
        " WHERE opportunity_id = (SELECT id FROM crm_lead"
        " WHERE contact_name = %s AND kms_channel = 'training')",
        (VISITOR,),
    )
    page = page_as("formation")
    row(page, "meetings", VISITOR).locator("button:has-text('Honoré')").click()
    row(page, "meetings", VISITOR).wait_for(state="detached")
    row(page, "calls", VISITOR).locator("button:has-text('Inscrire')").click()
    page.click(".o_statusbar_buttons button[name=action_enroll]")
    page.wait_for_selector(".o_statusbar_buttons button[name=action_queue]")
    page.click(".o_statusbar_buttons button[name=action_queue]")
    page.wait_for_selector(".o_notification")
    student, state = enrollment_of(sql, VISITOR)
    assert state == "enrolled"
    parts = sql(
        "SELECT line.debit FROM account_move_line line"
        " JOIN account_move move ON move.id = line.move_id"
        " WHERE move.kms_enrollment_id = %s AND move.state = 'posted' AND line.debit > 0"
        " ORDER BY line.date_maturity",
        (student,),
    )
    assert [int(part) for (part,) in parts] == [48_000, 36_000, 36_000]


def test_the_cashier_needs_a_number_and_two_enters(page_as, session, sql):
    page = page_as("caisse", path="/odoo/school-fees")
    page.wait_for_selector(f".o_kms_fee_queue :text('{VISITOR}')")
    start = time.monotonic()
    page.keyboard.type(PHONE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#kms_fee_amount:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".alert-success")
    assert time.monotonic() - start < 15
    assert not page.locator(f".o_kms_fee_queue :text('{VISITOR}')").count()
    with page.expect_download() as receipt:
        page.click(".alert-success button:has-text('Reçu')")
    text = " ".join(page_texts(Path(receipt.value.path()).read_bytes()))
    assert "quarante-huit mille francs CFA" in text
    assert text.count("36 000") >= 2, text
    student, _state = enrollment_of(sql, VISITOR)
    assert sql(
        "SELECT amount, state FROM account_payment WHERE kms_enrollment_id = %s", (student,)
    ) == [(48_000, "paid")]


def test_the_invoice_tells_the_parents_what_and_when(client, session, sql):
    [(invoice,)] = sql(
        "SELECT move.id FROM account_move move JOIN kms_enrollment one"
        " ON one.id = move.kms_enrollment_id JOIN res_partner partner"
        " ON partner.id = one.partner_id WHERE partner.name = %s AND move_type = 'out_invoice'",
        (VISITOR,),
    )
    pdf = client("formation").get(f"/report/pdf/account.report_invoice_with_payments/{invoice}")
    [text] = page_texts(pdf.content)
    days = sql(
        "SELECT to_char(date_maturity, 'DD/MM/YYYY') FROM account_move_line"
        " WHERE move_id = %s AND debit > 0",
        (invoice,),
    )
    for (day,) in days:
        assert day in text
    assert text.count("Versement de") == 3
    assert COURSE in text


def test_pipeline_and_history_know_the_student(page_as, client, session, sql):
    page = page_as("formation", path="/odoo/kms-pipeline-training")
    column = page.locator(".o_kanban_group", has=page.locator(f":text('{VISITOR}')"))
    column.wait_for()
    assert "Inscrit" in column.locator(".o_kanban_header, .o_column_title").first.inner_text()
    history = client("formation").call(
        "kms.customer.history",
        "search_read",
        [("partner_id.name", "=", VISITOR), ("kind", "=", "course")],
        ["summary", "amount"],
    )
    assert [(COURSE in one["summary"], one["amount"]) for one in history] == [(True, FEE)]


def test_marketing_sees_board_and_registers(page_as, client, session):
    page = page_as("marketing", path="/odoo/action-kms_formation.crm_lead_action_register_training")
    page.wait_for_selector(f".o_data_row:has-text('{VISITOR}')")
    page.goto(
        page.url.split("/odoo")[0] + "/odoo/action-kms_formation.kms_enrollment_action_register"
    )
    student = page.locator(f".o_data_row:has-text('{VISITOR}')")
    student.wait_for()
    assert "72" in student.locator("[name=amount_due]").inner_text()
    [board] = client("marketing").call(
        "kms.board", "search", [("name", "in", ("Formation", "Training"))]
    )
    shown = str(client("marketing").call("kms.board", "load", board))
    for label in ("Prospects", "Inscriptions", "Solde"):
        assert label in shown


def test_a_freed_seat_goes_to_who_waits(page_as, client, course, sql):
    """One leaves after paying: the seat is offered to the next, the money is owed."""
    secretary = client("formation")
    only = make_session(client, course, 1)
    for name in (LEAVES, WAITS):
        partner = secretary.create("res.partner", name=name, phone=f"6774512{ord(name[0])}")
        draft = secretary.create("kms.enrollment", session_id=only, partner_id=partner)
        secretary.call("kms.enrollment", "action_enroll", [draft])
    leaves, _state = enrollment_of(sql, LEAVES)
    assert enrollment_of(sql, WAITS)[1] == "waiting"
    desk = client("caisse").call("kms.fee.desk", "load")
    payment = {
        "uuid": "ab" * 16,
        "enrollment_id": leaves,
        "journal_id": desk["journals"][0]["id"],
        "amount": 48_000,
        "ref": "",
    }
    client("caisse").call("kms.fee.desk", "pay", payment)
    change = secretary.create(
        "kms.enrollment.change", enrollment_id=leaves, kind="drop", reason="Déménage à Yaoundé"
    )
    secretary.call("kms.enrollment.change", "action_confirm", [change])
    page = page_as("formation", width=360, height=740)
    row(page, "seats", WAITS).locator("button:has-text('Inscrire')").tap()
    row(page, "seats", WAITS).wait_for(state="detached")
    assert enrollment_of(sql, WAITS)[1] == "enrolled"


def test_the_money_goes_back_by_mobile_money(page_as, sql):
    page = page_as("caisse")
    page.click(".o_menu_sections :text('Caisse')")
    page.click(".dropdown-item:has-text('Étudiants à rembourser')")
    owed = page.locator(f".o_data_row:has-text('{LEAVES}')")
    owed.locator("button[name=action_refund]").click()
    page.click(".modal [name=journal_id] :text-is('MTN MoMo')")
    page.fill(".modal [name=kms_transaction_ref] input", TRANSACTION.lower())
    with page.expect_download() as receipt:
        page.click(".modal button[name=action_confirm]:visible")
    text = " ".join(page_texts(Path(receipt.value.path()).read_bytes()))
    assert TRANSACTION in text
    page.wait_for_selector(".modal", state="detached")
    owed.wait_for(state="detached")
    leaves, state = enrollment_of(sql, LEAVES)
    assert state == "dropped"
    assert sql(
        "SELECT payment_type, amount, kms_transaction_ref FROM account_payment"
        " WHERE kms_enrollment_id = %s ORDER BY id DESC LIMIT 1",
        (leaves,),
    ) == [("outbound", 48_000, TRANSACTION)]
    assert sql(
        "SELECT sum(line.amount_residual) FROM account_move_line line"
        " JOIN account_move move ON move.id = line.move_id"
        " JOIN account_account account ON account.id = line.account_id"
        " WHERE move.kms_enrollment_id = %s AND account.account_type = 'asset_receivable'",
        (leaves,),
    ) == [(0,)]


def test_the_day_fits_a_phone(page_as):
    page = page_as("formation", width=360, height=740)
    page.wait_for_selector(".o_kms_school_today")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator(".o_kms_today_row .btn:visible:not(.btn-link)").all():
        assert button.bounding_box()["height"] >= 30
