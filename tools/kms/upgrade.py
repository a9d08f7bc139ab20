"""``./kms upgrade-drill [REVISION]``: the database of an earlier version taken over by this one.

The addons of the revision (the newest tag before this commit, when none is named) make a database
with their own story; then this folder's addons update it exactly as ``deploy/update.sh`` does. What
the house lives on must be equal before and after; a second and third update must change nothing.
"""

import io
import subprocess
import tarfile

from . import files, invariants, phases, running
from .databases import DatabaseError
from .errors import Refusal
from .phases import LOGS, MINUTE, ROOT, STATE, timed
from .results import Phase, details, table

DATABASE = "kmstest_upgrade"
OLD = STATE / "upgrade"
TESTS_ONLY = {"kms_conformity"}

# What a restart, a schedule or a cache writes, and who wrote a row last: not what a row says.
PASSING = "orm\\_signaling\\_%|bus\\_%|ir\\_logging|ir\\_cron\\_progress|ir\\_cron\\_trigger"
CLOCKS = ("write_date", "write_uid", "create_date", "nextcall", "lastcall", "arch_prev")
# core writes these rows anew with each update: the same, under another number
ANEW = "ir_act_window_view"
CONTENT = """
SELECT relname,
       (xpath('/row/n/text()', counted))[1]::text || ' '
       || (xpath('/row/d/text()', counted))[1]::text
  FROM (SELECT relname, query_to_xml(format(
                   'SELECT count(*) AS n,'
                   ' coalesce(sum(hashtextextended((to_jsonb(t) - %L::text[])::text,'
                   ' 0)::numeric), 0) AS d FROM %I t',
                   '{{{clocks}}}'::text[] || CASE relname WHEN '{anew}' THEN 'id' END, relname),
               false, true, '') AS counted
          FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
         WHERE relkind = 'r' AND nspname = 'public'
           AND NOT relname LIKE ANY (string_to_array('{passing}', '|'))) AS tables
 ORDER BY relname
""".format(clocks=",".join(CLOCKS), passing=PASSING, anew=ANEW)
SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name,
       concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
  FROM information_schema.columns WHERE table_schema = 'public'
 UNION ALL
SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
 UNION ALL
SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
 UNION ALL
SELECT 'trigger ' || tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
"""


def run(ground, arguments):
    """The command over a prepared ground; returns the exit status."""
    if len(arguments) > 1:
        raise Refusal("One revision at a time: ./kms upgrade-drill [REVISION]")
    revision = arguments[0] if arguments else newest_tag()
    LOGS.mkdir(parents=True, exist_ok=True)
    steps = drill(ground, revision)
    for line in [*details(steps), "", *table(steps)]:
        print(line)
    return 1 if any(step.problems for step in steps) else 0


def newest_tag():
    """The newest tag before this commit.

    :raises Refusal: when there is none
    """
    try:
        return _git("describe", "--tags", "--abbrev=0", "HEAD^").decode().strip()
    except Refusal:
        raise Refusal(
            "There is no tag before this commit; name a revision:  ./kms upgrade-drill REVISION"
        ) from None


def drill(ground, revision):
    """Make, update, update again, compare; returns the phases."""
    attempt = Drill(ground, revision)
    done = []
    try:
        for name, step in attempt.steps():
            done.append(timed(Phase(name), step))
            if done[-1].problems:
                break
    finally:
        ground.databases.drop(DATABASE)
        files.remove(OLD)
    return done


def update_options():
    """The options of deploy/update.sh."""
    bridges = [
        name
        for name in phases.addons()
        if '"auto_install": True' in (phases.ADDONS / name / "__manifest__.py").read_text("utf-8")
    ]
    return ["-u", "kms_base", "-i", ",".join(bridges), "--i18n-overwrite"]


class Drill:
    """One earlier version on its way to this one."""

    def __init__(self, ground, revision):
        self.ground = ground
        self.parts = phases.Phases(ground)
        self.revision = revision
        self.kept = {}
        self.content = {}

    def steps(self):
        """Name and function of each step, in order."""
        return [
            (f"database of {self.revision}", self.make),
            ("update", self.update),
            ("the same figures", self.compare),
            ("second update", self.again),
            ("third update", self.again),
        ]

    def make(self, phase):
        """The earlier version's own database, with its own story."""
        names = self._unpack()
        path = f"--addons-path={self._old_path()}"
        # what it stood on itself: an addon that came later would change what it could do
        self.parts.core(phase, DATABASE, phases.foundation(OLD / "addons"), path)
        self.ground.databases.allow_demo(DATABASE)
        self._odoo(phase, "make", "-i", ",".join(names), path)
        self.ground.databases.forbid_demo_of_others(DATABASE)
        self.kept = self._kept(phase)
        rows = sum(len(figures) for figures in self.kept.values())
        running.say(f"    {rows} figures to keep")

    def update(self, phase):
        """What deploy/update.sh does; all addons of the suite must be there afterwards."""
        self._odoo(phase, "update", *update_options())
        states = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        installed = set(self.ground.databases.execute(DATABASE, states).split())
        missing = set(phases.addons()) - TESTS_ONLY - installed
        phase.problems += [f"{name} is not installed by the update" for name in sorted(missing)]
        self.content = self._content()

    def compare(self, phase):
        """The figures of before and after."""
        after = self._kept(phase)
        for name, before in self.kept.items():
            phase.problems += differences(name, before, after.get(name, {}))

    def again(self, phase):
        """One more update changes nothing."""
        self._odoo(phase, "again", *update_options())
        content = self._content()
        phase.problems += differences("an update that should change nothing", self.content, content)
        self.content = content

    def _unpack(self):
        """The addons of the revision below :data:`OLD`; returns their names."""
        files.remove(OLD)
        OLD.mkdir(parents=True)
        with tarfile.open(fileobj=io.BytesIO(_git("archive", self.revision, "addons"))) as archive:
            archive.extractall(OLD, filter="data")
        return sorted(set(phases.addons(OLD / "addons")) - TESTS_ONLY)

    def _old_path(self):
        """The addons path of this run with the earlier addons in the place of ours."""
        paths = self.ground.addons_path.split(",")
        return ",".join(
            str(OLD / "addons") if path == str(phases.ADDONS) else path for path in paths
        )

    def _odoo(self, phase, name, *options):
        self.parts.odoo(phase, DATABASE, f"upgrade-{name}", 30 * MINUTE, *options)

    def _kept(self, phase):
        """Name → key → figure; what breaks an invariant is a problem."""
        for name, question in invariants.BROKEN.items():
            try:
                count = int(self.ground.databases.execute(DATABASE, question))
            except DatabaseError:
                continue  # the earlier version did not have these tables yet
            if count:
                phase.problems.append(f"{count} {name}")
        found = {}
        for name, question in invariants.KEPT.items():
            try:
                found[name] = self._rows(question)
            except DatabaseError:
                continue
        return found

    def _content(self):
        return {**self._rows(CONTENT), **self._rows(SCHEMA)}

    def _rows(self, question):
        text = self.ground.databases.execute(DATABASE, question)
        return dict(line.split("|", 1) for line in text.splitlines() if "|" in line)


def differences(name, before, after):
    """Sentences about the keys that do not have the same figure."""
    return [
        f"{name}: {key} was {before.get(key, 'not there')}, is {after.get(key, 'not there')}"
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()[:1] or ["no word"]
        raise Refusal(f"git does not give that version: {words[0]}")
    return done.stdout
