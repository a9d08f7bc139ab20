"""Two cashiers pay the same student back at the same moment: the money leaves once."""

from datetime import UTC, datetime, timedelta

from support.client import ServerError
from support.race import at_once

ROUNDS = 5
CASHIERS = 4


def owed(client, number, course):
    """A student who paid, and left before the course began."""
    secretary, cashier = client("formation"), client("caisse")
    first = datetime.now(tz=UTC).date() + timedelta(days=30)
    session = secretary.create(
        "kms.course.session",
        course_id=course,
        date_begin=f"{first} 07:00:00",
        date_end=f"{first + timedelta(days=30)} 16:00:00",
        seats_max=2,
    )
    partner = secretary.create("res.partner", name=f"Owed {number}")
    student = secretary.create("kms.enrollment", session_id=session, partner_id=partner)
    secretary.call("kms.enrollment", "action_enroll", [student])
    journal = cashier.call("kms.fee.desk", "load")["journals"][0]["id"]
    payment = {"uuid": f"{number:032x}", "enrollment_id": student, "journal_id": journal}
    cashier.call("kms.fee.desk", "pay", {**payment, "amount": 20_000, "ref": ""})
    change = secretary.create(
        "kms.enrollment.change", enrollment_id=student, kind="drop", reason="Moves away"
    )
    secretary.call("kms.enrollment.change", "action_confirm", [change])
    return student


def test_the_money_leaves_once(client, sql):
    course = client("marketing").create("kms.course", name="Refund", code="REF", list_price=50_000)
    desks = [client("caisse", fresh=True) for _desk in range(CASHIERS)]
    for number in range(ROUNDS):
        student = owed(client, number + 1, course)
        windows = [desk.create("kms.fee.refund", enrollment_id=student) for desk in desks]
        answers = at_once(
            [
                lambda desk=desk, window=window: desk.call(
                    "kms.fee.refund", "action_confirm", [window]
                )
                for desk, window in zip(desks, windows, strict=True)
            ]
        )
        paid = [answer for answer in answers if not isinstance(answer, Exception)]
        refused = [answer for answer in answers if isinstance(answer, ServerError)]
        assert (len(paid), len(refused)) == (1, CASHIERS - 1), answers
        assert all(one.name == "odoo.exceptions.UserError" for one in refused), refused
        assert sql(
            "SELECT count(*), sum(amount) FROM account_payment"
            " WHERE kms_enrollment_id = %s AND payment_type = 'outbound'",
            (student,),
        ) == [(1, 20_000)]
