"""What a test run found, in a table, in a JUnit file and in one plain line."""

import dataclasses
import xml.etree.ElementTree as ET

from .odoo_log import Case

# XML cannot carry control characters, even escaped
PRINTABLE = {code: "?" for code in range(32) if chr(code) not in "\t\n\r"}


@dataclasses.dataclass
class Phase:
    """One part of the run. Each problem counts as a failure of its own."""

    name: str
    cases: list = dataclasses.field(default_factory=list)
    problems: list = dataclasses.field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self):
        return sum(case.outcome == "passed" for case in self.cases)

    @property
    def failures(self):
        """The cases that did not pass: a skipped test proved nothing and counts as failed."""
        return [case for case in self.cases if case.outcome != "passed"]

    @property
    def failed(self):
        return len(self.failures) + len(self.problems)


def totals(phases):
    """Return ``(passed, failed)`` over all phases; a run without a test is a failure."""
    passed = sum(phase.passed for phase in phases)
    failed = sum(phase.failed for phase in phases)
    return passed, failed if passed or failed else 1


def table(phases):
    """The summary as lines of text."""
    width = max([len(phase.name) for phase in phases], default=10)
    lines = [f"{'phase':<{width}}  passed  failed   seconds"]
    lines += [
        f"{phase.name:<{width}}  {phase.passed:>6}  {phase.failed:>6}  {phase.seconds:>8.1f}"
        for phase in phases
    ]
    return lines


def details(phases, longest=4000):
    """Everything that failed, with what it said."""
    lines = []
    for phase in phases:
        for case in phase.failures:
            lines += [f"--- {phase.name}: {case.module} {case.name}: {case.outcome}"]
            lines += [case.message.strip()[-longest:]]
        for problem in phase.problems:
            lines += [f"--- {phase.name}: {problem.strip()[:longest]}"]
    return lines


def write_junit(phases, path):
    """Write all phases as one JUnit file."""
    root = ET.Element("testsuites")
    for phase in phases:
        suite = ET.SubElement(
            root,
            "testsuite",
            name=phase.name,
            tests=str(len(phase.cases) + len(phase.problems)),
            failures=str(phase.failed),
            time=f"{phase.seconds:.1f}",
        )
        problems = [
            Case(phase.name, f"problem {number}", "failed", text)
            for number, text in enumerate(phase.problems, 1)
        ]
        for case in phase.cases + problems:
            element = ET.SubElement(suite, "testcase", classname=case.module, name=case.name)
            if case.outcome != "passed":
                message = case.message.translate(PRINTABLE)
                failure = ET.SubElement(element, "failure", message=case.outcome)
                failure.text = message
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def read_pytest(path):
    """Return the cases of a JUnit file written by pytest."""
    cases = []
    for element in ET.parse(path).iter("testcase"):
        outcome, message = "passed", ""
        for child in element:
            if child.tag in {"failure", "error"}:
                outcome = "failed"
            elif child.tag == "skipped" and outcome == "passed":
                outcome = "skipped"
            if child.tag in {"failure", "error", "skipped"}:
                message += f"{child.get('message', '')}\n{child.text or ''}\n"
        cases.append(Case(element.get("classname", ""), element.get("name", ""), outcome, message))
    return cases
