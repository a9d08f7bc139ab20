"""Five seats, twenty people at once: five are enrolled, the others wait, nobody reads an error."""

from datetime import UTC, datetime, timedelta

import pytest

from support.client import ServerError
from support.race import at_once

CLIENTS = 20
SEATS = 5
ROUNDS = 3


@pytest.fixture(scope="module")
def desks(client):
    return [client("formation", fresh=True) for _desk in range(CLIENTS)]


@pytest.fixture(scope="module")
def course(client):
    return client("marketing").create("kms.course", name="Race", code="RACE", list_price=100000)


def make_session(secretary, course):
    first = datetime.now(tz=UTC).date() + timedelta(days=30)
    return secretary.create(
        "kms.course.session",
        course_id=course,
        date_begin=f"{first} 07:00:00",
        date_end=f"{first + timedelta(days=60)} 16:00:00",
        seats_max=SEATS,
    )


def make_drafts(secretary, session, number):
    names = [{"name": f"Race {number}-{index}"} for index in range(CLIENTS)]
    partners = secretary.call("res.partner", "create", names)
    drafts = [{"session_id": session, "partner_id": partner} for partner in partners]
    return secretary.call("kms.enrollment", "create", drafts)


def states(sql, session):
    rows = sql(
        "SELECT state, count(*), count(seat_id), count(DISTINCT seat_id), count(sale_id)"
        " FROM kms_enrollment WHERE session_id = %s GROUP BY state",
        (session,),
    )
    return {state: tuple(counts) for state, *counts in rows}


def test_enrol(client, desks, course, sql):
    secretary = client("formation")
    for number in range(ROUNDS):
        session = make_session(secretary, course)
        drafts = make_drafts(secretary, session, number)
        answers = at_once(
            [
                lambda desk=desk, draft=draft: desk.call("kms.enrollment", "action_enroll", [draft])
                for desk, draft in zip(desks, drafts, strict=True)
            ]
        )
        errors = [str(answer) for answer in answers if isinstance(answer, ServerError | Exception)]
        assert not errors
        assert states(sql, session) == {
            "enrolled": (SEATS, SEATS, SEATS, SEATS),
            "waiting": (CLIENTS - SEATS, 0, 0, 0),
        }
        invoices = sql(
            "SELECT count(*) FROM account_move move JOIN kms_enrollment student"
            " ON student.id = move.kms_enrollment_id"
            " WHERE student.session_id = %s AND move.state = 'posted'",
            (session,),
        )
        assert invoices == [(SEATS,)]


def test_one_payment_sent_ten_times(client, course, sql):
    secretary = client("formation")
    session = make_session(secretary, course)
    student = make_drafts(secretary, session, "pay")[0]
    secretary.call("kms.enrollment", "action_enroll", [student])
    tills = [client("caisse", fresh=True) for _till in range(10)]
    journal = tills[0].call("kms.fee.desk", "load")["journals"][0]["id"]
    values = {
        "uuid": "5ea75ea75ea75ea7",
        "enrollment_id": student,
        "journal_id": journal,
        "amount": 40000,
    }
    answers = at_once(
        [lambda till=till: till.call("kms.fee.desk", "pay", values) for till in tills]
    )
    payments = {answer["payment"]["id"] for answer in answers if isinstance(answer, dict)}
    assert len(payments) == 1, answers
    counted = "SELECT count(*), sum(amount) FROM account_payment WHERE kms_enrollment_id = %s"
    assert sql(counted, (student,)) == [(1, 40000)]
