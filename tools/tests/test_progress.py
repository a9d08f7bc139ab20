import io
import sys

import pytest

from kms import progress
from kms.errors import Refusal

SPEAK = "import sys; print('one'); print('two'); sys.exit(int(sys.argv[1]))"


@pytest.mark.parametrize(
    ("count", "text"), [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 00 s"), (125, "2 min 05 s")]
)
def test_durations_read_well(count, text):
    assert progress.seconds(count) == text


def test_a_step_says_what_its_program_does(tmp_path):
    step = progress.Step("Odoo 19", stream=io.StringIO())
    log = tmp_path / "logs" / "odoo.log"
    command = [sys.executable, "-c", SPEAK, "0"]
    words = {"one\n": "the first"}.get
    assert progress.run(step, command, log, None, words)
    assert step.doing == "the first"
    assert log.read_text("utf-8") == "one\ntwo\n"


def test_a_failure_is_a_sentence_and_its_last_words(tmp_path):
    step = progress.Step("Odoo 19", stream=io.StringIO())
    log = tmp_path / "odoo.log"
    with pytest.raises(Refusal) as refused:
        progress.run_or_refuse(
            step, [sys.executable, "-c", SPEAK, "3"], log, None, "Check the network."
        )
    assert str(refused.value).startswith("Check the network.\n    one\n    two\n")
    assert str(log) in str(refused.value)


def test_what_was_done_already_is_silent():
    said = io.StringIO()
    with progress.Step("Odoo 19", stream=said):
        pass
    assert said.getvalue() == ""


def test_what_failed_is_marked():
    said = io.StringIO()
    with pytest.raises(Refusal), progress.Step("Odoo 19", stream=said):
        raise Refusal("no")
    assert said.getvalue() == "  --  Odoo 19 (0 s)\n"
