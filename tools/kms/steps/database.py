"""The demo database: made under another name, so that the real one is always complete."""

import hashlib
import json
import re

from .. import files, progress
from ..databases import DatabaseError, Databases
from ..errors import Refusal

SPACE = 1
# proves the others, is no part of what people use
TESTS_ONLY = {"kms_conformity"}
WARM_UP = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"


def prepare(project, step):
    """Have the demo database, with the addons as they are in the folder now."""
    demo = Demo(project, step)
    try:
        if demo.exists():
            demo.update()
        else:
            demo.create()
    except DatabaseError as error:
        raise Refusal(f"PostgreSQL refused: {error}; ./kms doctor looks for the cause.") from error


class Demo:
    """The demo database of one project."""

    def __init__(self, project, step):
        self.project = project
        self.step = step
        self.name = project.database
        self.draft = f"{self.name}_draft"
        # another foundation is another database: what an interruption left does not get mixed in
        key = hashlib.sha256(" ".join(project.foundation()).encode()).hexdigest()[:8]
        self.core = f"{self.name}_core_{key}"
        self.databases = Databases(project.environment(), project.data_dir)
        self.seen = project.state / f"database-{self.name}.json"

    def exists(self):
        """Whether the database is there.

        :raises Refusal: when one of that name is there and is not Odoo's
        """
        if not self._is_there(self.name):
            return False
        odoo = self.databases.execute(self.name, "SELECT to_regclass('ir_module_module')").strip()
        if not odoo:
            raise Refusal(
                f"There is a database «{self.name}» that is not Odoo's; choose another name with "
                "KMS_DB=name ./kms up"
            )
        return True

    def create(self):
        """Core first, then the suite and its story over a copy: each is done once, even when the
        first attempt is interrupted."""
        files.need_space(self.project.state, SPACE, "The demo database")
        if not self._is_there(self.core):
            self._create_core()
        self.databases.clone(self.core, self.draft)
        # the story of the house stands alone, without Odoo's sample companies
        self.databases.allow_demo(self.draft)
        digests = addon_digests(self.project)
        self._odoo("suite", "-i", ",".join(digests))
        self.databases.forbid_demo_of_others(self.draft)
        self._warm_up(self.draft)
        self.databases.rename(self.draft, self.name)
        self.databases.drop(self.core)
        files.write_whole(self.seen, json.dumps(digests))

    def update(self):
        """Bring the addons that changed since into the database."""
        current = addon_digests(self.project)
        seen = json.loads(files.read(self.seen) or "{}")
        installed = set(
            self.databases.execute(
                self.name, "SELECT name FROM ir_module_module WHERE state != 'uninstalled'"
            ).split()
        )
        new = [name for name in current if name not in installed]
        changed = [
            name for name in current if name in installed and seen.get(name) != current[name]
        ]
        if not new and not changed:
            return
        options = []
        if new:
            options += ["-i", ",".join(new)]
        if changed:
            # the translations on the disk are the truth, also for terms the database has
            options += ["-u", ",".join(changed), "--i18n-overwrite"]
        self.step.note(f"addons that changed: {', '.join([*new, *changed])}")
        self._odoo("update", *options, database=self.name)
        files.write_whole(self.seen, json.dumps(current))

    def _create_core(self):
        self.databases.drop(self.draft)
        self.databases.create(self.draft)
        languages = ["--load-language", "en_US,fr_FR"]
        self._odoo("core", "-i", ",".join(self.project.foundation()), *languages)
        self.databases.rename(self.draft, self.core)

    def _warm_up(self, database):
        """Build scripts and styles now: the first page then opens at once."""
        self.step.say("scripts and styles")
        script = self.project.state / "warm_up.py"
        files.write_whole(script, WARM_UP)
        command = [str(self.project.python), "-m", "odoo", "shell", "--no-http"]
        command += [f"--database={database}", f"--shell-file={script}"]
        log = self.project.logs / "assets.log"
        # a page builds them too, only later
        progress.run(self.step, command, log, self.project.environment(), lambda _line: None)

    def _odoo(self, what, *options, database=None):
        log = self.project.logs / f"database-{what}.log"
        command = [
            *self.project.odoo_command(),
            f"--database={database or self.draft}",
            "--no-http",
            "--max-cron-threads=0",
            "--stop-after-init",
            "--log-level=info",
            *options,
        ]
        words = Words(what)
        if not progress.run(self.step, command, log, self.project.environment(), words):
            raise Refusal(
                f"Odoo stopped before the database was ready. Its last words:\n"
                f"{progress.tail(log)}\nAll of them are in {log}. Correct the cause and run again."
            )
        # broken demo data does not stop Odoo, which leaves a database without a story
        if words.error:
            raise Refusal(
                f"The database is not whole: {words.error}\nAll is in {log}. Correct the cause and "
                "run again."
            )

    def _is_there(self, name):
        return bool(
            self.databases.execute(
                "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
            ).strip()
        )


class Words:
    """From a line of Odoo's log to what it means to whoever waits.

    >>> Words("core")("... odoo.modules.loading: Loading module sale (12/93)")
    'core: module 12 of 93, sale'
    """

    MODULE = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")
    DAY = re.compile(r"KMS demo: day (\d+)/(\d+)")

    ERROR = re.compile(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) (.*)")

    def __init__(self, what):
        self.what = what
        self.error = None

    def __call__(self, line):
        if not self.error and (found := self.ERROR.match(line)):
            self.error = found[1]
        if found := self.MODULE.search(line):
            return f"{self.what}: module {found[2]} of {found[3]}, {found[1]}"
        if found := self.DAY.search(line):
            return f"the demo month: day {found[1]} of {found[2]}"
        return None


def addon_digests(project):
    """Name of each addon that people use → digest of what the database takes from it."""
    return {name: _digest(project, name) for name in project.addons() if name not in TESTS_ONLY}


def _digest(project, name):
    top = project.addons_dir / name
    digest = hashlib.sha256()
    for path in sorted(top.rglob("*")):
        parts = path.relative_to(top).parts
        if path.is_file() and not {"tests", "__pycache__"} & set(parts) and path.suffix != ".md":
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
