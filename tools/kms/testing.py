"""``./kms test [addon ...]``: everything that proves the suite, in one run.

Without arguments: the linters, the launcher's own tests, the installation of all addons, their
Python tests, hoot tests and tours through Odoo's referee, and the journeys, races and faults of
``tests/`` over the demo database. With addons: the tests of those alone, over a database with
nothing else of ours than what they need. ``lint``, ``tools``, ``journeys`` or a path below
``tests/`` name the other parts.
"""

import hashlib
import re
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from . import databases, phases, results, running
from .phases import LOGS, ROOT, STATE, timed
from .results import Phase

CORE = f"{databases.PREFIX}_core"
ALL = f"{databases.PREFIX}_all"
STORY = f"{databases.PREFIX}_story"
RUN = f"{databases.PREFIX}_run"
JUNIT = STATE / "test-results.xml"
ARTIFACTS = STATE / "test-artifacts"
JOURNEYS = ["tests/journeys", "tests/races"]
FAULTS = ["tests/faults", "tests/hostile"]
JUDGE = "kms_conformity"
PARTS = ("lint", "tools", "journeys")


class Run:
    """One run: its ground, its phases and the order in which they depend on each other."""

    def __init__(self, ground):
        self.ground = ground
        self.parts = phases.Phases(ground)
        self.phases = []

    def everything(self):
        """Two lanes, one per core, about equally long.

        Odoo's referee and the faults in one, linters, the story and the journeys in the other.
        """
        with ThreadPoolExecutor(2) as lanes:
            try:
                template = lanes.submit(self._template, phases.addons())
                lanes.submit(self._lint_and_tools).result()
                referee = lanes.submit(self._python, template.result(), phases.addons())
                demo = lanes.submit(self.make_demo)
                parts = [
                    lanes.submit(lambda: self._journeys("journeys", demo.result(), JOURNEYS)),
                    lanes.submit(lambda: self._journeys("faults", demo.result(), FAULTS)),
                ]
                for part in (referee, *parts):
                    part.result()
                self._server_logs(demo.result())
            except KeyboardInterrupt:
                running.interrupted.set()
                raise

    def some(self, names):
        """The named addons, parts and files only."""
        addons = [name for name in names if name in phases.addons()]
        paths = [name for name in names if name.startswith("tests/")]
        if "lint" in names:
            self._phase("lint", self.parts.lint)
        if "tools" in names:
            self._phase("tools", self.parts.tools)
        if JUDGE in addons:
            # it judges what is installed, so everything has to be
            self._python(self._template(phases.addons()), addons)
        elif addons:
            core = self.make_core()
            if core:
                self._phase("python tests", self._python_over_core, core, addons)
        if "journeys" in names or paths:
            demo = self.make_demo()
            self._journeys("journeys", demo, paths or [*JOURNEYS, *FAULTS])
            self._server_logs(demo)

    def _lint_and_tools(self):
        self._phase("lint", self.parts.lint)
        self._phase("tools", self.parts.tools)

    def make_core(self):
        """The database without our addons, kept between runs; returns its name or None."""
        needed = phases.foundation()
        return self._kept(CORE, [*needed, self.ground.stamp], self.parts.core, needed)

    def make_demo(self):
        """The suite's story, kept until the addons or the day change; returns its name or None."""
        core = self.make_core()
        key = [str(core), phases.digest(), time.strftime("%Y-%m-%d")]
        return self._kept(STORY, key, self.parts.demo, core) if core else None

    def _kept(self, prefix, key, make, *arguments):
        """Return the name of the database that ``make`` makes, made when its key has changed.

        It is made under another name, so that one that was interrupted is not taken for whole.
        """
        name = f"{prefix}_{hashlib.sha256(chr(10).join(key).encode()).hexdigest()[:8]}"
        existing = self.ground.databases.names()
        if name in existing:
            return name
        for old in existing:
            if old.startswith(prefix):
                self.ground.databases.drop(old)
        draft = f"{prefix}_draft"
        phase = self._phase(f"making {prefix}", make, draft, *arguments)
        if phase.problems:
            return None
        self.ground.databases.rename(draft, name)
        return name

    def _template(self, names):
        """All addons on top of core, without demo; returns its name or None."""
        core = self.make_core()
        if not core:
            return None
        phase = self._phase("installation", self.parts.install, core, ALL, names)
        return None if phase.problems else ALL

    def _python(self, template, addons):
        self._phase("python tests", self._python_over_clone, template, addons)

    def _python_over_clone(self, phase, template, addons):
        if not template:
            raise RuntimeError("not run: the addons do not install")
        self.ground.databases.clone(template, RUN)
        self.parts.python(phase, RUN, addons)

    def _python_over_core(self, phase, core, addons):
        self.ground.databases.clone(core, RUN)
        self.parts.python(phase, RUN, addons, install=True)

    def _journeys(self, name, demo, targets):
        """Run parts of ``tests/`` over clones of the story."""
        if demo:
            self._phase(name, self.parts.journeys, demo, targets)

    def _server_logs(self, demo):
        if demo:
            self._phase("server logs", self.parts.server_logs, demo)

    def add(self, name):
        """A new phase of this run."""
        phase = Phase(name)
        self.phases.append(phase)
        return phase

    def _phase(self, name, function, *arguments):
        return timed(self.add(name), function, *arguments)

    def clean_up(self):
        """Drop what this run made; what is kept for the next one stays."""
        kept = re.compile(rf"({CORE}|{STORY})_[0-9a-f]{{8}}")
        for name in self.ground.databases.names():
            if not kept.fullmatch(name):
                self.ground.databases.drop(name)


def run(ground, arguments):
    """The command over a prepared ground; returns the exit status."""
    unknown = [name for name in arguments if not _known(name)]
    if unknown:
        known = ", ".join([*phases.addons(), *PARTS])
        print(f"No such test: {', '.join(unknown)}. There are: {known}", file=sys.stderr)
        return 2
    start = time.monotonic()
    for folder in (LOGS, ARTIFACTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    current = Run(ground)
    # whoever ends this run from outside ends its servers and browsers too
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if arguments:
            current.some(arguments)
        else:
            current.everything()
    except KeyboardInterrupt:
        current.phases.append(Phase("run", problems=["interrupted by hand"]))
    finally:
        timed(current.add("clean-up"), lambda _phase: current.clean_up())
    return report(current.phases, time.monotonic() - start)


def _known(name):
    path = ROOT / name
    return name in phases.addons() or name in PARTS or (name.startswith("tests/") and path.exists())


def report(all_phases, seconds):
    """Print what failed, the table and the last line; write the JUnit file."""
    results.write_junit(all_phases, JUNIT)
    passed, failed = results.totals(all_phases)
    print()
    for line in [*results.details(all_phases), "", *results.table(all_phases)]:
        print(line)
    print(
        f"\n{seconds / 60:.1f} minutes; {JUNIT.relative_to(ROOT)}, logs in {LOGS.relative_to(ROOT)}"
    )
    if any(ARTIFACTS.iterdir()):
        print(f"pictures of what failed in {ARTIFACTS.relative_to(ROOT)}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
