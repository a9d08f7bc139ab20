"""10 000 instalments due: one run writes all reminders, a second one writes none."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import SQL

from common import check, run, seconds

INSTALMENTS = 10_000
SEATS = 100
LIMIT = 60  # seconds, the bar of the house


def main(bench):
    with bench.environment() as env:
        students = fill(env)
        Reminder = env["kms.fee.reminder"]
        with quiet(env):
            first = seconds(Reminder._cron_remind)
            mine = [("enrollment_id", "in", students.ids)]
            count = Reminder.search_count(mine)
            check(count == INSTALMENTS, f"{INSTALMENTS} reminders, not {count}")
            mails = env["mail.mail"].search_count([("res_id", "in", students.ids)])
            check(mails >= INSTALMENTS // 2, "one in two is an e-mail")
            again = seconds(Reminder._cron_remind)
            check(Reminder.search_count(mine) == INSTALMENTS, "each once")
        bench.count("seconds for 10 000 reminders", round(first, 1), at_most=LIMIT)
        bench.ratio("the same run with nothing to do", again, first, at_most=0.5, reference="first")


@contextmanager
def quiet(env):
    """Let the run go on in this transaction, which is rolled back."""
    with patch.object(type(env["ir.cron"]), "_commit_progress", lambda *_, **__: 1.0):
        yield


def fill(env):
    """Enrol one student the usual way, and copy the entry for the others in the tables."""
    company = env.ref("base.company_kms")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    course = env["kms.course"].create(
        {"name": "Bench", "code": "BENCH", "list_price": 100_000, "instalment_count": 1}
    )
    now = fields.Datetime.now()
    session = env["kms.course.session"].create(
        {
            "course_id": course.id,
            "date_begin": now + timedelta(days=1),
            "date_end": now + timedelta(days=60),
            "seats_max": SEATS,
        }
    )
    partners = env["res.partner"].create(
        [
            {
                "name": f"Bench {number}",
                "phone": f"69{number:07d}" if number % 2 else False,
                "email": False if number % 2 else f"bench{number}@example.com",
                "lang": "fr_FR",
            }
            for number in range(SEATS)
        ]
    )
    students = env["kms.enrollment"].create(
        [{"session_id": session.id, "partner_id": partner.id} for partner in partners]
    )
    students.action_enroll()
    env.flush_all()
    _split(env, students)
    env.invalidate_all()
    return students


def _split(env, students):
    """Cut each receivable line into many instalments, as a long plan does."""
    columns = env.execute_query(
        SQL(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'account_move_line'"
            " AND column_name NOT IN ('id', 'amount_residual', 'amount_residual_currency',"
            " 'debit', 'balance', 'amount_currency')"
        )
    )
    names = SQL(", ").join(SQL.identifier(row[0]) for row in columns)
    each = INSTALMENTS // len(students)
    env.cr.execute(
        SQL(
            "INSERT INTO account_move_line (%(names)s, amount_residual, amount_residual_currency,"
            " debit, balance, amount_currency)"
            " SELECT %(names)s, 1000, 1000, 1000, 1000, 1000 FROM account_move_line line,"
            " generate_series(2, %(each)s)"
            " WHERE line.amount_residual > 0 AND line.move_id IN"
            " (SELECT id FROM account_move WHERE kms_enrollment_id IN %(students)s)",
            names=names,
            each=each,
            students=tuple(students.ids),
        )
    )


run(main, __file__)
