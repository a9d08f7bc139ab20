"""Every public method of the suite, called with nonsense by people who may call it."""

import csv
import random
from pathlib import Path

import pytest

from support.client import ServerError
from support.thorough import times

TABLE = Path(__file__).parents[2] / "addons" / "kms_conformity" / "access" / "methods.csv"
SENTENCES = {
    f"odoo.exceptions.{name}"
    for name in ("UserError", "ValidationError", "RedirectWarning", "AccessError", "MissingError")
}
NONSENSE = [
    None,
    True,
    0,
    -1,
    2**40,
    1.5,
    "",
    "x" * 3000,
    "<script>document.title='pwned'</script>",
    "=cmd|' /C calc'!A0",
    "\u202e",
    "a\ud800",
    [],
    [1],
    [None],
    ["a"],
    [[["a", "=", "b"]]],
    {},
    {"id": 1},
    {"a": [1]},
    "2026-13-45",
    "2026-11-21",
]
IDS = [[], [1], [1, 2], [99_999_999], ["a"], "a", 2**40, {"id": 1}]
UNTOUCHED = """
    SELECT (SELECT count(*) FROM account_move_line), (SELECT count(*) FROM stock_move),
           (SELECT sum(debit) - sum(credit) FROM account_move_line WHERE parent_state = 'posted')
"""


def public_methods():
    """What asks for something itself; what core reads and asks is for core to answer."""
    with open(TABLE, encoding="utf-8") as table:
        return [
            (row["model"], row["method"])
            for row in csv.DictReader(table)
            if row["asks for"] != "as core" and row["method"] not in {"create", "write"}
        ]


@pytest.mark.parametrize("login", ["direction", "caisse", "appels"])
def test_nonsense_is_answered_with_a_sentence(client, sql, login):
    somebody = client(login)
    chance = random.Random(login)
    before = sql(UNTOUCHED)
    faults = []
    for model, method in public_methods():
        for _time in range(times(12, 1)):
            arguments = [chance.choice(NONSENSE) for _ in range(chance.randint(0, 4))]
            try:
                somebody.call(model, method, chance.choice(IDS), *arguments)
            except ServerError as refusal:
                if refusal.name not in SENTENCES or not str(refusal).strip():
                    faults.append(f"{model}.{method}{arguments!r:.80}: {refusal.name} {refusal}")
    assert not faults, "\n".join(faults)
    assert sql(UNTOUCHED) == before, "nonsense has booked something"
