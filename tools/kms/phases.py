"""The parts of ``./kms test``: each gathers its cases and problems, none stops the others."""

import ast
import dataclasses
import hashlib
import json
import socket
import time
from pathlib import Path

from . import lint, odoo_log, results, running
from .databases import Databases

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
STATE = ROOT / ".kms"
LOGS = STATE / "test-logs"
MINUTE = 60
WARM_UP = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"


def addons(folder=ADDONS):
    """Names of the suite's addons, sorted."""
    return sorted(path.parent.name for path in folder.glob("kms_*/__manifest__.py"))


def foundation(folder=ADDONS):
    """Names of the addons of others that the suite stands on: the part that is built rarely."""
    own, needed = set(addons(folder)), {"base"}
    for name in own:
        manifest = ast.literal_eval((folder / name / "__manifest__.py").read_text("utf-8"))
        needed |= set(manifest.get("depends", ["base"]))
    return sorted(needed - own)


def digest():
    """A text that changes with anything that the addons put into a database."""
    total = hashlib.sha256()
    for path in sorted(ADDONS.rglob("*")):
        parts = path.relative_to(ADDONS).parts
        if path.is_file() and not {"tests", "__pycache__"} & set(parts):
            total.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


@dataclasses.dataclass
class Ground:
    """What the set-up has prepared for tests and benchmarks.

    :param python: path of the project's interpreter
    :param odoo: command line of Odoo with its configuration, as a list
    :param environment: variables with PGHOST, PGPORT, PGUSER, PATH and the KMS_ ones
    :param data_dir: Odoo's data directory
    :param stamp: changes when Odoo or its requirements do
    :param addons_path: all addon folders, separated by commas
    """

    python: str
    odoo: list
    environment: dict
    data_dir: Path
    stamp: str
    addons_path: str = ""

    @property
    def databases(self):
        return Databases(self.environment, self.data_dir)


class Phases:
    """The phases over one ground.

    :param ground: the :class:`Ground` they stand on
    """

    def __init__(self, ground):
        self.ground = ground

    def lint(self, phase):
        """The linters; a tool is a case."""
        for result in lint.run():
            outcome = "passed" if result.ok else "failed"
            phase.cases.append(odoo_log.Case("lint", result.name, outcome, result.output))

    def tools(self, phase):
        """The unit tests of the launcher."""
        self._pytest(phase, ["tools/tests"], 10 * MINUTE, self.ground.environment)

    def journeys(self, phase, demo, targets):
        """Journeys, races and faults over clones of the demo database."""
        environment = {
            **self.ground.environment,
            "KMS_DEMO_TEMPLATE": demo,
            "KMS_ODOO_COMMAND": json.dumps(self.ground.odoo),
            "KMS_DATA_DIR": str(self.ground.data_dir),
        }
        self._pytest(phase, targets, 45 * MINUTE, environment)

    def server_logs(self, phase, demo):
        """What the servers of the journeys complained about."""
        for log in sorted(LOGS.glob(f"server-{demo}*.log")):
            text = log.read_text("utf-8", "replace")
            self._complaints(phase, odoo_log.read(text, odoo_log.RACES), log)

    def core(self, phase, target, names, *options):
        """An empty database with the addons of others, in both languages."""
        self.ground.databases.drop(target)
        self.ground.databases.create(target)
        options = ["--load-language", "en_US,fr_FR", *options]
        self.odoo(phase, target, "core", 20 * MINUTE, "-i", ",".join(names), *options)

    def demo(self, phase, target, source):
        """Make ``target`` from ``source`` with the suite's story, without the demo of others."""
        self.ground.databases.clone(source, target)
        # a module gets its demo when all it depends on have theirs: say so while ours install
        self.ground.databases.execute(
            target, "UPDATE ir_module_module SET demo = (state = 'installed')"
        )
        self.odoo(phase, target, "demo", 20 * MINUTE, "-i", ",".join(addons()))
        self.ground.databases.execute(
            target, "UPDATE ir_module_module SET demo = false WHERE name NOT LIKE 'kms\\_%'"
        )
        self._warm_up(phase, target)

    def install(self, phase, source, target, names, limit=20 * MINUTE):
        """Make ``target`` from ``source`` with ``names`` on top; a warning is a problem."""
        self.ground.databases.clone(source, target)
        self.odoo(phase, target, f"install-{target}", limit, "-i", ",".join(names))

    def python(self, phase, database, names, install=False):
        """Python tests, hoot and tours of the addons ``names``, through Odoo's referee."""
        report = self.odoo(
            phase,
            database,
            f"tests-{database}",
            45 * MINUTE,
            "-i" if install else "-u",
            ",".join(names),
            "--test-enable",
            "--test-tags",
            ",".join(f"/{name}" for name in names),
        )
        phase.cases += report.cases
        missing = set(names) - {case.module for case in report.cases}
        phase.problems += [f"no test ran for {name}" for name in sorted(missing)]
        if report.total is None:
            phase.problems.append("Odoo did not live to count its tests")
        reported = sum(case.outcome == "failed" for case in report.cases)
        if report.failed and not reported:
            phase.problems.append(f"Odoo counts {report.failed} failures that no test owns up to")

    def odoo(self, phase, database, name, limit, *options):
        """Run the server once; complaints and a bad end become problems. Returns the report."""
        log = LOGS / f"{name}.log"
        command = [
            *self.ground.odoo,
            f"--database={database}",
            "--http-interface=127.0.0.1",
            f"--http-port={free_port()}",
            "--max-cron-threads=0",
            "--stop-after-init",
            *options,
        ]
        status = self._run(phase, command, log, limit, self.ground.environment)
        report = odoo_log.read(log.read_text("utf-8", "replace"))
        self._complaints(phase, report, log)
        if status and not report.failed:
            phase.problems.append(f"Odoo ended with status {status}\n{running.tail(log)}")
        return report

    def _warm_up(self, phase, database):
        """Build the assets once instead of once per clone."""
        script = LOGS / "warm_up.py"
        script.write_text(WARM_UP, encoding="utf-8")
        head, *options = _split(self.ground.odoo)
        command = [*head, "shell", *options, f"--database={database}", "--no-http"]
        command += [f"--shell-file={script}"]
        log = LOGS / f"warm-up-{database}.log"
        status = self._run(phase, command, log, 10 * MINUTE, self.ground.environment)
        if status:
            phase.problems.append(f"the assets of {database} do not build\n{running.tail(log)}")

    def _pytest(self, phase, targets, limit, environment):
        junit = LOGS / f"pytest-{phase.name.replace(' ', '-')}.xml"
        junit.unlink(missing_ok=True)
        log = junit.with_suffix(".log")
        command = [self.ground.python, "-m", "pytest", "-q", f"--junitxml={junit}", *targets]
        status = self._run(phase, command, log, limit, environment)
        if junit.is_file():
            phase.cases += results.read_pytest(junit)
        if not phase.cases:
            phase.problems.append(f"no test ran in {' '.join(targets)}\n{running.tail(log)}")
        elif status not in (0, 1):
            phase.problems.append(f"pytest ended with status {status}\n{running.tail(log)}")

    def _run(self, phase, command, log, limit, environment):
        """Run and return the status; a hang becomes a problem and the status None."""

        def progress(seconds):
            return f"    {phase.name}: {seconds:.0f} s, {_newest(log)}"

        try:
            return running.run(command, log, limit, environment, ROOT, progress)
        except running.Hung as hung:
            phase.problems.append(
                f"{phase.name}: {hung}. Its last words ({log}):\n{running.tail(log)}"
            )
            return None

    def _complaints(self, phase, report, log):
        for entry in report.complaints:
            where = log.relative_to(ROOT)
            phase.problems.append(f"{entry.level} in {where}: {entry.logger}: {entry.message}")


def timed(phase, function, *arguments):
    """Run one phase; whatever it raises is one of its problems."""
    start = time.monotonic()
    running.say(f"  {phase.name} ...")
    try:
        function(phase, *arguments)
    except Exception as error:  # noqa: BLE001  one broken phase must not hide the others
        phase.problems.append(f"{type(error).__name__}: {error}")
    phase.seconds += time.monotonic() - start
    running.say(
        f"  {phase.name}: {phase.passed} passed, {phase.failed} failed, {phase.seconds:.0f} s"
    )
    return phase


def _newest(log):
    """What the program is doing: the last test it named, or its last line."""
    lines = running.tail(log, 400).splitlines()
    for line in reversed(lines):
        if "Starting " in line:
            return line.split("Starting ", 1)[1][:90]
    return lines[-1][:90] if lines else "no output yet"


def _split(command):
    """The program part of Odoo's command line and its options: a sub-command goes between."""
    index = next((i for i, part in enumerate(command) if i and part.startswith("--")), len(command))
    return [command[:index], *command[index:]]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
