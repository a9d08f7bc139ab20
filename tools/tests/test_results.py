import sys
import time

import pytest

from kms import results, running
from kms.odoo_log import Case
from kms.results import Phase


def test_a_skip_and_a_problem_count_as_failures():
    phase = Phase(
        "x",
        [Case("m", "one"), Case("m", "two", "skipped", "no browser"), Case("m", "three", "failed")],
        ["a warning"],
    )
    assert results.totals([phase]) == (1, 3)
    text = "\n".join(results.details([phase]))
    assert "no browser" in text
    assert "a warning" in text


def test_a_run_without_a_test_fails():
    assert results.totals([Phase("x")]) == (0, 1)


def test_junit_can_be_read_back(tmp_path):
    phase = Phase("x", [Case("m", "one"), Case("m", "two", "failed", "bad \x00 byte")], ["hung"])
    path = tmp_path / "junit.xml"
    results.write_junit([phase], path)
    cases = results.read_pytest(path)
    assert [case.outcome for case in cases] == ["passed", "failed", "failed"]
    assert "bad ? byte" in cases[1].message


def test_a_skip_of_pytest_is_seen(tmp_path):
    path = tmp_path / "junit.xml"
    path.write_text(
        '<testsuites><testsuite><testcase name="a"><skipped message="why"/></testcase>'
        "</testsuite></testsuites>",
        encoding="utf-8",
    )
    assert results.read_pytest(path)[0].outcome == "skipped"


def test_a_program_that_hangs_is_killed(tmp_path):
    start = time.monotonic()
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(running.Hung):
        running.run(sleeper, tmp_path / "log", 1, None, tmp_path)
    assert time.monotonic() - start < 10


def test_output_and_status_are_kept(tmp_path):
    log = tmp_path / "deep" / "log"
    command = [sys.executable, "-c", "print('hello'); raise SystemExit(3)"]
    assert running.run(command, log, 60, None, tmp_path) == 3
    assert running.tail(log) == "hello"
