"""A class is called on a phone: the network goes in the middle, each tap arrives once."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from support.race import at_once

PHONE = {"width": 360, "height": 740}
STUDENTS = ["Abena Jean", "Bella Marie", "Ekambi Samuel", "Fouda Clarisse"]
COPIES = 10
# What a browser without a network writes into its console by itself.
AWAY = [
    "ConnectionLostError",
    r"ERR_INTERNET_DISCONNECTED",
    r"Failed to load resource",
    r"WebSocket",
]


@pytest.fixture
def school(client):
    """A session of four students with a class today and one yesterday."""
    manager = client("marketing")
    today = datetime.datetime.combine(school_day(), datetime.time(7))
    number = manager.call("kms.course", "search_count", [])
    course = manager.create(
        "kms.course",
        name="Journey",
        code=f"J-{number}",
        list_price=100_000,
        pass_mark=10,
        min_attendance=75,
    )
    secretary = client("formation")
    begin = today - datetime.timedelta(days=3)
    session = secretary.create(
        "kms.course.session",
        course_id=course,
        name=f"Menuiserie {number}",
        date_begin=f"{begin:%F %T}",
        date_end=f"{today + datetime.timedelta(days=5):%F %T}",
        seats_max=10,
    )
    event = secretary.read_one("kms.course.session", session, "event_id")["event_id"][0]
    for day in (today - datetime.timedelta(days=1), today):
        values = {"event_id": event, "date": f"{day:%F}", "start_hour": 8, "end_hour": 12}
        secretary.create("event.slot", **values)
    for name in STUDENTS:
        partner = secretary.create("res.partner", name=name)
        values = {"session_id": session, "partner_id": partner}
        enrollment = secretary.create("kms.enrollment", **values)
        secretary.call("kms.enrollment", "action_enroll", [enrollment])
    return session


def school_day():
    return datetime.datetime.now(ZoneInfo("Africa/Douala")).date()


def open_roll(page_as, sql, session):
    """The roll on a phone; other sessions may have a class today as well."""
    page = page_as("formation", **PHONE, path="/odoo/kms-attendance")
    page.expected_errors += AWAY
    choose_class(page, sql, session)
    return page


def choose_class(page, sql, session):
    """Show the class of a session among those of today."""
    page.wait_for_selector(".o_kms_student")
    [(name,)] = sql(
        "SELECT event.name->>'fr_FR' FROM event_event event JOIN kms_course_session session"
        " ON session.event_id = event.id WHERE session.id = %s",
        (session,),
    )
    choice = page.locator(f".o_kms_slot:has-text('{name}')")
    if choice.count():
        choice.tap()
    page.wait_for_selector(f".o_kms_attendance b:has-text('{name}')")


def marks(sql, session):
    return dict(
        sql(
            "SELECT partner.name, line.state FROM kms_attendance line"
            " JOIN kms_enrollment one ON one.id = line.enrollment_id"
            " JOIN res_partner partner ON partner.id = one.partner_id"
            " WHERE line.session_id = %s AND line.date = %s",
            (session, school_day()),
        )
    )


def student(page, name):
    return page.locator(f".o_kms_student:has-text('{name}')")


def wait_until_sent(page, count):
    """Wait until so many students are called and nothing waits for the network."""
    page.wait_for_function(
        "(count) => document.querySelectorAll('.o_kms_student .o_kms_chosen').length === count"
        " && !document.querySelector('.o_kms_student .fa-cloud-upload')",
        arg=count,
    )


def test_the_network_goes_in_the_middle_of_the_roll(school, page_as, sql):
    page = open_roll(page_as, sql, school)
    assert page.locator(".o_kms_student").count() == len(STUDENTS)
    overflow = page.evaluate(
        "document.querySelector('.o_kms_attendance').scrollWidth - window.innerWidth"
    )
    assert overflow <= 0
    small = page.evaluate(
        "[...document.querySelectorAll('.o_kms_state')]"
        ".filter((one) => one.offsetHeight < 44 || one.offsetWidth < 44).length"
    )
    assert not small, "a thumb needs 44 pixels"

    student(page, "Abena").locator(".o_kms_state_present").tap()
    wait_until_sent(page, 1)
    assert marks(sql, school) == {"Abena Jean": "present"}

    page.context.set_offline(True)
    student(page, "Bella").locator(".o_kms_state_late").tap()
    student(page, "Bella").locator(".o_kms_minutes .btn:has-text('15')").tap()
    student(page, "Ekambi").locator(".o_kms_state_present").tap()
    student(page, "Ekambi").locator(".o_kms_state_absent").tap()
    page.tap(".o_kms_all_present")
    page.wait_for_selector(".o_kms_roll_done")
    assert page.locator(".fa-cloud-upload").count() >= 3
    assert marks(sql, school) == {"Abena Jean": "present"}, "nothing left the phone"

    page.context.set_offline(False)
    wait_until_sent(page, 4)
    assert marks(sql, school) == {
        "Abena Jean": "present",
        "Bella Marie": "late",
        "Ekambi Samuel": "absent",
        "Fouda Clarisse": "present",
    }
    [(late,)] = sql(
        "SELECT minutes_late FROM kms_attendance WHERE session_id = %s AND state = 'late'",
        (school,),
    )
    assert late == 15


def test_the_roll_survives_a_closed_browser(school, page_as, sql):
    page = open_roll(page_as, sql, school)
    page.context.set_offline(True)
    student(page, "Fouda").locator(".o_kms_state_excused").tap()
    student(page, "Fouda").locator(".fa-cloud-upload").wait_for()
    url = page.url
    page.goto("about:blank")
    assert not marks(sql, school)
    page.context.set_offline(False)
    page.goto(url)
    choose_class(page, sql, school)
    wait_until_sent(page, 1)
    assert marks(sql, school) == {"Fouda Clarisse": "excused"}


def test_ten_copies_of_one_tap_from_ten_clients(school, client, sql):
    secretary = client("formation")
    data = secretary.call("kms.attendance.screen", "load")
    slot = next(one for one in data["slots"] if one["session_id"] == school)
    who = data["students"][str(school)][0]["id"]
    call = {
        "uuid": "5c" * 8,
        "slot_id": slot["id"],
        "marks": [{"enrollment_id": who, "state": "present", "minutes": 0}],
    }
    clients = [client("formation") for _copy in range(COPIES)]
    answers = at_once(
        [lambda one=one: one.call("kms.attendance.screen", "mark", call) for one in clients]
    )
    assert all(answer == answers[0] for answer in answers), answers
    assert len(marks(sql, school)) == 1


def test_certificate_of_the_session_from_roll_to_page(school, page_as, client, sql):
    """Two of four may have one; issued from a phone, each opens its public page once scanned."""
    secretary = client("formation")
    sql("UPDATE res_company SET kms_certificate_paid = FALSE")
    sql(
        "DELETE FROM event_slot USING kms_course_session session"
        " WHERE date >= %s AND event_slot.event_id = session.event_id AND session.id = %s",
        (school_day(), school),
    )
    data = secretary.call("kms.attendance.screen", "load", school)
    states = ["present", "present", "absent", "present"]
    rows = data["students"][str(school)]
    for number, (row, state) in enumerate(zip(rows, states, strict=True)):
        mark = {"enrollment_id": row["id"], "state": state}
        call = {"uuid": f"{number:016x}", "slot_id": data["slots"][0]["id"], "marks": [mark]}
        secretary.call("kms.attendance.screen", "mark", call)
    values = {"session_id": school, "name": "Examen"}
    test = secretary.create("kms.assessment", **values)
    for row, text in zip(rows, ["12", "15,5", "18", "7"], strict=True):
        values = {"assessment_id": test, "enrollment_id": row["id"], "text": text}
        secretary.call("kms.mark.screen", "save", values)

    path = f"/odoo/kms.course.session/{school}/kms-certificates"
    page = page_as("formation", **PHONE, path=path)
    page.tap(".o_kms_issue:has-text('2')")
    page.wait_for_selector(".o_kms_print_all:has-text('2')")
    assert page.locator(".o_kms_refusals").count() == 2
    found = sql(
        "SELECT student_name, number, code FROM kms_certificate"
        " WHERE session_id = %s ORDER BY student_name",
        (school,),
    )
    assert [name for name, _number, _code in found] == ["Abena Jean", "Bella Marie"]
    for name, number, code in found:
        page.goto(f"{secretary.url}/kms/certificate/{number}/{code}")
        assert page.locator(".name").inner_text() == name
        assert page.locator("script").count() == 0
