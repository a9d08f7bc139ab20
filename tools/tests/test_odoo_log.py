from kms import odoo_log

HEAD = "2026-01-02 10:00:00,123 77"
MODULE = "odoo.addons.kms_base.tests.test_words"


def line(level, logger, message):
    return f"{HEAD} {level} kmstest {logger}: {message}\n"


def test_counts_each_test_once():
    report = odoo_log.read(
        line("INFO", MODULE, "Starting TestWords.test_one ... ")
        + line("INFO", MODULE, "Starting TestWords.test_two ... ")
        + line("ERROR", MODULE, "FAIL: Subtest TestWords.test_two (amount=5)")
        + "Traceback (most recent call last):\nAssertionError: no\n"
        + line("ERROR", "odoo.tests.result", "1 failed, 0 error(s) of 2 tests when loading")
    )
    assert [(case.name, case.outcome) for case in report.cases] == [
        ("TestWords.test_one", "passed"),
        ("TestWords.test_two", "failed"),
    ]
    assert "AssertionError: no" in report.cases[1].message
    assert (report.total, report.failed) == (2, 1)


def test_a_failing_set_up_is_a_failure():
    report = odoo_log.read(
        line("ERROR", "odoo.suite", f"ERROR: setUpClass ({MODULE}.TestWords)")
        + "ValueError: x\n"
        + line("ERROR", "odoo.modules.loading", "Module kms_base: 0 failures, 1 errors of 0 tests")
    )
    assert not report.complaints
    assert report.cases[0].module == "kms_base"
    assert [case.outcome for case in report.cases] == ["failed"]
    assert report.total is None


def test_a_skip_is_seen():
    report = odoo_log.read(
        line("INFO", MODULE, "Starting TestTour.test_tour ... ")
        + line("INFO", MODULE, "skipped TestTour.test_tour : websocket-client is missing")
    )
    assert report.cases[0].outcome == "skipped"
    assert "websocket-client" in report.cases[0].message


def test_complaints_are_ours_only():
    report = odoo_log.read(
        line("WARNING", "odoo.addons.kms_pdf.models.x", "slow")
        + line("ERROR", "odoo.sql_db", 'bad query: INSERT INTO "kms_field_visit"')
        + line("WARNING", "py.warnings", "/there/addons/kms_pdf/x.py:3: DeprecationWarning")
        + line("WARNING", "odoo.schema", "Missing not-null constraint on res.partner.kms_status")
        + line("WARNING", "odoo.tools.config", "missing --http-interface")
        + line("INFO", "odoo.addons.kms_pdf.models.x", "fine")
    )
    assert len(report.complaints) == 4


def test_noise_is_named():
    text = line("WARNING", "odoo.core", "kms_base is young")
    assert odoo_log.read(text).complaints
    assert not odoo_log.read(text, noise=[("odoo.core", "is young", "why")]).complaints


def test_a_lost_race_is_no_complaint_of_a_server():
    text = line("ERROR", "odoo.sql_db", 'bad query: INSERT INTO "kms_room"')
    text += "ERROR: duplicate key value violates unique constraint\n"
    assert odoo_log.read(text).complaints
    assert not odoo_log.read(text, odoo_log.RACES).complaints


def test_an_id_that_is_text_is_no_complaint_of_a_server():
    text = line("ERROR", "odoo.sql_db", 'bad query: SELECT "kms_room"."id"')
    text += 'ERROR: invalid input syntax for type integer: "id"\n'
    assert odoo_log.read(text).complaints
    assert not odoo_log.read(text, odoo_log.RACES).complaints


def test_a_full_disk_is_no_complaint_of_a_server():
    text = line("ERROR", "odoo.sql_db", 'bad query: UPDATE "sale_order"')
    text += 'ERROR: could not extend file "base/1/2": File too large\n'
    text += "PL/pgSQL function kms_fact_sale_0() line 1 at SQL statement of kms.fact.dirty\n"
    assert odoo_log.read(text).complaints
    assert not odoo_log.read(text, odoo_log.RACES).complaints


def test_a_refusal_is_no_complaint_of_a_server():
    text = line("WARNING", "odoo.http", "You may not write (kms.register.closing)")
    assert odoo_log.read(text).complaints
    assert not odoo_log.read(text, odoo_log.RACES).complaints
    text += "Traceback (most recent call last):\n"
    assert odoo_log.read(text, odoo_log.RACES).complaints


def test_handing_a_call_on_is_no_fault_of_ours():
    core = line("ERROR", "odoo.http", "Exception during request handling.")
    core += "Traceback (most recent call last):\n"
    frame = '  File "/there/addons/kms_marketing/models/sale_order.py", line 20, in write\n'
    passed_on = frame + "    result = super().write(vals)\n             ^^^^^^^^\n"
    served = '  File "/there/addons/kms_base/connections.py", line 75, in served\n'
    core += served + "    return serve(request)\n           ^^^^^^^^^^^^^^\n"
    end = '  File "/odoo/orm/fields.py", line 157, in to_date\n    value[:10]\nTypeError: no text\n'
    assert not odoo_log.read(core + passed_on + end).complaints
    assert odoo_log.read(core + passed_on + frame + "    vals[1]\n" + end).complaints


def test_colours_do_not_hide_a_level():
    text = line("\x1b[1;33mWARNING\x1b[0m", "odoo.addons.kms_base", "slow")
    assert odoo_log.read(text).complaints
