"""``./kms bench [name ...]``: every ``tests/bench/bench_*.py`` in its own process, one table."""

import json
import sys

from . import databases, lint, results, running, tables
from .phases import LOGS, ROOT
from .testing import Run

FOLDER = ROOT / "tests" / "bench"
LIMIT = 30 * 60
PLAIN = f"{databases.PREFIX}_plain"  # Odoo without the suite, built by the first that needs it
COLUMNS = ("name", "label", "measure", "reference", "ratio", "target", "verdict")


def names():
    """Names of the benchmarks, sorted."""
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def run(ground, arguments):
    """The command over a prepared ground; returns the exit status: 0 when every target is met."""
    unknown = set(arguments) - set(names())
    if unknown:
        known = ", ".join(names()) or "none yet"
        print(
            f"No such benchmark: {', '.join(sorted(unknown))}. There are: {known}", file=sys.stderr
        )
        return 2
    LOGS.mkdir(parents=True, exist_ok=True)
    frame = Run(ground)
    ground.databases.drop(PLAIN)
    lines, failures = [], []
    try:
        demo = frame.make_demo()
        if demo:
            for name in arguments or names():
                lines += _one(ground, demo, name, failures)
        else:
            failures += results.details(frame.phases)
    finally:
        ground.databases.drop(PLAIN)
        frame.clean_up()
    for line in [*table(lines), *failures]:
        print(line)
    met = sum(line["met"] is True for line in lines)
    missed = sum(line["met"] is False for line in lines)
    print(f"{met} met, {missed} not met, {len(lines) - met - missed} without a verdict")
    return 1 if failures or missed or not lines else 0


def _one(ground, demo, name, failures):
    """Run one benchmark over its own clone; a wrong result or a crash goes to ``failures``."""
    running.say(f"  bench {name} ...")
    database = f"{demo}_bench_{name}"
    answers = LOGS / f"bench-{name}.json"
    log = LOGS / f"bench-{name}.log"
    answers.unlink(missing_ok=True)
    ground.databases.clone(demo, database)
    environment = {
        **ground.environment,
        "KMS_BENCH_DB": database,
        "KMS_BENCH_CORE": PLAIN,
        "KMS_BENCH_RESULTS": str(answers),
        "KMS_DATA_DIR": str(ground.data_dir),
        "KMS_ODOO_COMMAND": json.dumps(ground.odoo),
    }
    script = FOLDER / f"bench_{name}.py"
    command = [ground.python, str(script)]
    try:
        if "KMS_BENCH_PYTHON" in script.read_text(encoding="utf-8"):
            environment["KMS_BENCH_PYTHON"] = tables.python()
        status = running.run(command, log, LIMIT, environment, ROOT)
        if status == 0 and answers.is_file():
            return json.loads(answers.read_text(encoding="utf-8"))
        failures.append(f"{name} ended with status {status}:\n{running.tail(log)}")
    except running.Hung as hung:
        failures.append(f"{name}: {hung}:\n{running.tail(log)}")
    except lint.SetupError as error:
        failures.append(f"{name}: {error}")
    finally:
        ground.databases.drop(database)
    return []


def table(lines):
    """All lines under common headings, as text."""
    words = {True: "met", False: "NOT MET", None: "-"}
    rows = [COLUMNS]
    rows += [(*(line[key] for key in COLUMNS[:-1]), words[line["met"]]) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
