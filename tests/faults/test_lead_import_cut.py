"""A file of leads whose import is cut short: nothing is there, and a second try brings it once."""

import base64
import time

import pytest

from support.client import ServerError
from support.race import at_once

ROWS = 4000
WAIT = 180


@pytest.fixture(scope="module")
def crons(server):
    """The file's server, restarted so that it also works in the background."""
    server.stop()
    server.options.append("--max-cron-threads=1")
    server.start()
    return server


def leads_file(prefix, rows=ROWS):
    lines = [f"{prefix} {n};{prefix}.{n}@exemple.cm;Source {prefix}" for n in range(rows)]
    return base64.b64encode("\n".join(["Nom;E-mail;Source", *lines]).encode()).decode()


def wait_for(condition, what):
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, f"not within {WAIT} s: {what}"
        time.sleep(0.05)


def imported(sql, prefix):
    return sql("SELECT count(*) FROM crm_lead WHERE name LIKE %s", (f"{prefix} %",))[0][0]


def state(sql, import_id):
    return sql("SELECT state FROM kms_lead_import WHERE id = %s", (import_id,))[0][0]


def half_way(sql, import_id):
    done = sql(
        "SELECT done FROM kms_lead_import_progress WHERE import_ref = %s AND done >= 1000",
        (import_id,),
    )
    return bool(done)


def test_a_killed_server_leaves_none_and_the_second_try_brings_all_once(crons, client, sql):
    marketing = client("marketing", fresh=True)
    dropped = marketing.call("kms.lead.import", "drop_file", "cut.csv", leads_file("Cut"))
    marketing.call("kms.lead.import", "start", [dropped["id"]])
    wait_for(lambda: half_way(sql, dropped["id"]), "the import is under way")
    crons.kill()
    assert state(sql, dropped["id"]) == "queued"
    assert imported(sql, "Cut") == 0
    assert sql("SELECT 1 FROM utm_source WHERE name = 'Source Cut'") == []
    crons.start()
    # nobody has to click again: what a power cut has left waiting is taken up
    wait_for(lambda: state(sql, dropped["id"]) == "done", "the second try ends")
    assert imported(sql, "Cut") == ROWS
    again = client("marketing", fresh=True)
    twin = again.call("kms.lead.import", "drop_file", "cut again.csv", leads_file("Cut"))
    assert twin["twin"]
    assert twin["summary"]["counts"] == {"skip": ROWS, "known": ROWS, "rows": ROWS}


def test_a_cut_database_connection_leaves_all_or_nothing(crons, client, sql):
    marketing = client("marketing", fresh=True)
    dropped = marketing.call("kms.lead.import", "drop_file", "wire.csv", leads_file("Wire"))
    marketing.call("kms.lead.import", "start", [dropped["id"]])
    wait_for(lambda: half_way(sql, dropped["id"]), "the import is under way")
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert imported(sql, "Wire") == 0
    # the ten minutes until the next try, at once
    sql("UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE priority = 1 AND active")
    crons.stop()
    crons.start()
    wait_for(lambda: state(sql, dropped["id"]) == "done", "the second try ends")
    assert imported(sql, "Wire") == ROWS


def test_cancelled_half_way_nothing_stays(crons, client, sql):
    marketing = client("marketing", fresh=True)
    dropped = marketing.call("kms.lead.import", "drop_file", "stop.csv", leads_file("Stop"))
    marketing.call("kms.lead.import", "start", [dropped["id"]])
    wait_for(lambda: half_way(sql, dropped["id"]), "the import is under way")
    marketing.call("kms.lead.import", "cancel", [dropped["id"]])
    wait_for(lambda: state(sql, dropped["id"]) == "draft", "the import stops")
    assert imported(sql, "Stop") == 0
    marketing.call("kms.lead.import", "start", [dropped["id"]])
    wait_for(lambda: state(sql, dropped["id"]) == "done", "the second try ends")
    assert imported(sql, "Stop") == ROWS


def test_two_users_start_one_import_at_once(crons, client, sql):
    users = [client(login, fresh=True) for login in ("marketing", "direction") * 2]
    content = leads_file("Twice", 1500)
    dropped = users[0].call("kms.lead.import", "drop_file", "twice.csv", content)
    copy = users[1].call("kms.lead.import", "drop_file", "copy.csv", content)
    answers = at_once(
        [
            *(
                lambda user=user: user.call("kms.lead.import", "start", [dropped["id"]])
                for user in users
            ),
            lambda: users[1].call("kms.lead.import", "start", [copy["id"]]),
        ]
    )
    assert any(isinstance(answer, dict) for answer in answers), answers
    states = [state(sql, import_id) for import_id in (dropped["id"], copy["id"])]
    assert states.count("draft") == 1, states
    refusals = [answer for answer in answers if isinstance(answer, ServerError)]
    assert refusals, answers
    assert {refusal.name for refusal in refusals} == {"odoo.exceptions.UserError"}, refusals
    wait_for(lambda: imported(sql, "Twice"), "the import ends")
    assert imported(sql, "Twice") == 1500
