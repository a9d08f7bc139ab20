"""What a log of Odoo says about tests and about our addons. Text in, facts out."""

import dataclasses
import re

LINE = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<pid>\d+) (?P<level>[A-Z]+) "
    r"(?P<database>\S+) (?P<logger>[^\s:]+): (?P<message>.*)$"
)
STARTING = re.compile(r"^Starting (?P<test>\S+) \.\.\.")
SKIPPED = re.compile(r"^skipped (?P<test>\S+) : (?P<reason>.*)")
FAILED = re.compile(r"^(?P<kind>FAIL|ERROR): (?P<test>.+)")
SUMMARY = re.compile(r"^(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<count>\d+) tests")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
OURS = re.compile(r"\bkms[._][a-z]|/kms_[a-z]|\baddons/kms_")

# A frame of ours in a traceback that only hands a call on to the original method; all requests pass
# through the one of `kms_base/connections.py`
PASSED_ON = re.compile(
    r'^ *File "[^"]*/addons/kms_[^"]*", line \d+, in \w+\n'
    r".*\b(?:super\(|serve\(request\)).*(?:\n[ ~^]*\^[ ~^]*$)?",
    re.MULTILINE,
)

# Lines that mention us without being a complaint: (logger or any, pattern of the message, why)
NOISE = (
    ("odoo.modules.loading", r"^Module \w+: \d+ failures", "a sum of failures seen one by one"),
    ("odoo.tests.result", r"failed, \d+ error", "the same over all modules"),
)
# What a server says when two clients want the same: one wins, the other reads a sentence
RACES = (
    *NOISE,
    (
        "odoo.sql_db",
        r"duplicate key value|violates exclusion constraint|could not serialize|deadlock detected",
        "PostgreSQL refused the second of two on purpose",
    ),
    (
        "odoo.sql_db",
        r"invalid input syntax for type (integer|bigint)|(integer|bigint) out of range",
        "an id that no screen sends: the client got a sentence",
    ),
    (
        "odoo.sql_db",
        r"could not extend file|No space left on device",
        "a test filled the disk: the client got a sentence, and a trigger of ours was at work",
    ),
    (
        "odoo.http",
        r"\A(?!(.|\n)*Traceback)",
        "a refusal: the client got it as a sentence",
    ),
    (
        "",
        r"terminating connection due to|server closed the|(cursor|connection) already closed",
        "a test cut the connection",
    ),
)


@dataclasses.dataclass
class Entry:
    """One log line with the lines that follow it, such as a traceback."""

    level: str
    logger: str
    message: str

    @property
    def first_line(self):
        return self.message.split("\n", 1)[0]


@dataclasses.dataclass
class Case:
    """One test and how it ended: ``passed``, ``failed`` or ``skipped``."""

    module: str
    name: str
    outcome: str = "passed"
    message: str = ""


@dataclasses.dataclass
class Report:
    """What a run said: its tests, the complaints about our addons, and Odoo's own count.

    ``total`` is None when Odoo did not live to count.
    """

    cases: list
    complaints: list
    total: int | None
    failed: int

    @property
    def count(self):
        return len(self.cases)


def entries(text):
    """Yield the :class:`Entry` of each log line."""
    current = None
    for line in COLOURS.sub("", text).splitlines():
        match = LINE.match(line)
        if match:
            if current:
                yield current
            current = Entry(match["level"], match["logger"], match["message"])
        elif current:
            current.message += "\n" + line
    if current:
        yield current


def read(text, noise=NOISE):
    """Return the :class:`Report` of a log."""
    cases, complaints, total, failed = {}, [], None, 0
    for entry in entries(text):
        line = entry.first_line
        if match := STARTING.match(line):
            _case(cases, entry, match["test"])
        elif match := SKIPPED.match(line):
            case = _case(cases, entry, match["test"])
            case.outcome, case.message = "skipped", match["reason"]
        elif (match := FAILED.match(line)) and entry.level == "ERROR":
            case = _case(cases, entry, _plain_name(match["test"]))
            case.outcome = "failed"
            case.message += entry.message + "\n"
        elif match := SUMMARY.match(line):
            total = (total or 0) + int(match["count"])
            failed += int(match["failed"]) + int(match["errors"])
        elif _is_complaint(entry, noise):
            complaints.append(entry)
    return Report(list(cases.values()), complaints, total, failed)


def _case(cases, entry, name):
    # the error of a class's set-up comes from another logger and names the class instead
    where = entry.logger if entry.logger.startswith("odoo.addons.") else name.split("(")[-1]
    module = where.removeprefix("odoo.addons.").split(".")[0]
    return cases.setdefault((module, name), Case(module, name))


def _plain_name(name):
    """A subtest counts for its test: ``Subtest TestX.test_y (n=1)`` is ``TestX.test_y``."""
    if name.startswith("Subtest "):
        return re.split(r" [\[(]", name.removeprefix("Subtest "))[0]
    return name


def _is_complaint(entry, noise):
    if entry.level not in {"WARNING", "ERROR", "CRITICAL"}:
        return False
    message = PASSED_ON.sub("", entry.message)
    if not OURS.search(entry.logger) and not OURS.search(message):
        return False
    return not any(
        logger in ("", entry.logger) and re.search(text, message) for logger, text, _why in noise
    )
