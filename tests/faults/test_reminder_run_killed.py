"""The run that reminds of instalments dies in the middle, again and again: each goes out once."""

import datetime
import random
import time

import pytest

from support import database

STUDENTS = 40
EACH = 75  # instalments, so that a run needs several batches of the 500
ALL = STUDENTS * EACH
KILLS = 4
SEED = 11
WAIT = 180
# What was written for the students of this test: reminders, those that differ, e-mails.
COUNTS = {
    "reminders": "SELECT count(*) FROM kms_fee_reminder WHERE enrollment_id = ANY(%s)",
    "pairs": "SELECT count(DISTINCT (line_id, step)) FROM kms_fee_reminder"
    " WHERE enrollment_id = ANY(%s)",
    "mails": "SELECT count(*) FROM mail_mail mail JOIN mail_message message"
    " ON message.id = mail.mail_message_id"
    " WHERE message.model = 'kms.enrollment' AND message.res_id = ANY(%s)",
}


@pytest.fixture(scope="module")
def students(server, client):
    """Students with many instalments that are due today, each with an e-mail address."""
    manager, secretary = client("marketing"), client("formation")
    course = manager.create(
        "kms.course", name="Fault", code="FAULT", list_price=100_000, instalment_count=1
    )
    today = datetime.datetime.now(tz=datetime.UTC).date()
    session = secretary.create(
        "kms.course.session",
        course_id=course,
        date_begin=f"{today} 07:00:00",
        date_end=f"{today + datetime.timedelta(days=60)} 16:00:00",
        seats_max=STUDENTS,
    )
    cards = [{"name": f"Fault {n}", "email": f"fault{n}@example.com"} for n in range(STUDENTS)]
    partners = secretary.call("res.partner", "create", cards)
    drafts = [{"session_id": session, "partner_id": partner} for partner in partners]
    students = secretary.call("kms.enrollment", "create", drafts)
    secretary.call("kms.enrollment", "action_enroll", students)
    return students


@pytest.fixture
def run(server, students, sql):
    """Wake the run up, and no other one."""
    _split(sql, students)
    sql(
        "UPDATE ir_cron SET active = (id = (SELECT res_id FROM ir_model_data"
        " WHERE module = 'kms_formation' AND name = 'ir_cron_remind'))"
    )
    server.options.append("--max-cron-threads=1")

    def wake():
        if server.process.poll() is None:
            server.kill()
        server.start()
        sql("UPDATE ir_cron SET nextcall = now() - interval '1 hour' WHERE active")
        connection = database.connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", (server.database,))
        connection.close()

    return wake


def _split(sql, students):
    """Cut each receivable line into many, as a very long plan does."""
    apart = ("amount_residual", "amount_residual_currency", "debit", "balance", "amount_currency")
    columns = sql(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        " WHERE table_name = 'account_move_line' AND column_name NOT IN ('id', %s, %s, %s, %s, %s)",
        apart,
    )[0][0]
    sql(
        f"INSERT INTO account_move_line ({columns}, {', '.join(apart)})"  # noqa: S608 its own names
        f" SELECT {columns}, 1000, 1000, 1000, 1000, 1000 FROM account_move_line line,"
        " generate_series(2, %s) WHERE line.amount_residual > 0 AND line.move_id IN"
        " (SELECT id FROM account_move WHERE kms_enrollment_id = ANY(%s))",
        (EACH, students),
    )


@pytest.fixture
def count(sql, students):
    return lambda what: sql(COUNTS[what], (students,))[0][0]


def wait_for(condition, what):
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, f"not within {WAIT} s: {what}"
        time.sleep(0.05)


def test_each_reminder_once_whenever_the_run_dies(run, server, sql, count):
    dice = random.Random(SEED)
    seen = [0]
    for _kill in range(KILLS):
        run()
        wait_for(lambda: count("reminders") > seen[-1], "another batch is kept")
        time.sleep(dice.uniform(0, 0.4))
        server.kill()
        seen.append(count("reminders"))
        assert count("mails") == seen[-1], "a reminder and its e-mail are kept together"
    assert seen[1] < ALL, "no kill came early enough to cut anything"
    run()
    wait_for(lambda: count("reminders") >= ALL, "the last run brings the rest")
    wait_for(
        lambda: sql("SELECT nextcall > now() at time zone 'utc' FROM ir_cron WHERE active")[0][0],
        "the run ends",
    )
    assert count("reminders") == count("pairs") == count("mails") == ALL
    run()
    time.sleep(2)
    assert count("reminders") == ALL
