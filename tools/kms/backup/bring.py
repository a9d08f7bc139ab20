"""``./kms restore``: a backup becomes a database again; ``--drill`` proves that it would."""

import argparse
import secrets
import subprocess
from pathlib import Path

from .. import files
from ..databases import DatabaseError, Databases
from ..errors import Refusal
from ..progress import Step
from . import digests, rotation, vault
from .place import Place, need_name
from .take import VERSION


def run(project, arguments):
    """The command; returns the exit status."""
    options = _parse(project, arguments)
    place = Place(project, options.folder, options.passphrase_file)
    place.need()
    path = _chosen(place, options)
    try:
        restore = Restore(place, path)
        with place.draft() as draft:
            if options.drill:
                return restore.drill(draft)
            restore.into(options.to, draft)
    except DatabaseError as error:
        raise Refusal(f"PostgreSQL refused: {error}") from error
    print(f"{path.name} is the database «{options.to}» now.")
    return 0


def _parse(project, arguments):
    parser = argparse.ArgumentParser(
        prog="./kms restore",
        description="Restore a backup into a new database, or prove that it could be restored.",
    )
    parser.add_argument("file", nargs="?", help="the backup; with --drill the newest one")
    parser.add_argument("--to", metavar="DATABASE", help="name of the new database")
    parser.add_argument("--drill", action="store_true", help="restore, compare, throw away")
    parser.add_argument("--folder", help="where backups are (KMS_BACKUP_DIR)")
    parser.add_argument("--database", default=project.database, help="whose newest backup")
    parser.add_argument(
        "--passphrase-file", metavar="FILE", help="its first line (KMS_BACKUP_PASSPHRASE_FILE)"
    )
    options = parser.parse_args(arguments)
    if not options.drill and not (options.file and options.to):
        raise Refusal(
            "Say which backup becomes which database:  ./kms restore FILE --to DATABASE, or try "
            "the newest one with  ./kms restore --drill"
        )
    if options.drill and options.to:
        raise Refusal("A drill throws its database away; leave out --to.")
    return options


def _chosen(place, options):
    if options.file:
        path = Path(options.file).expanduser().absolute()
        if not path.is_file():
            raise Refusal(f"There is no file {path}.")
        return path
    found = rotation.backups(place.folder, options.database)
    if not found:
        raise Refusal(
            f"There is no backup of «{options.database}» in {place.folder}; take one with  "
            "./kms backup"
        )
    return list(found.values())[-1]


class Restore:
    """One backup on its way to a database."""

    def __init__(self, place, path):
        self.place = place
        self.path = path
        self.databases = Databases(place.environment, place.data_dir)

    def into(self, database, draft):
        """Make the new database ``database``: it has its name only when all of it is there.

        :raises Refusal: when there is one of that name
        """
        need_name(database)
        self._need_free(database)
        name = f"kms_restore_{secrets.token_hex(4)}"
        with Step("Restore", quick=False) as step:
            try:
                self._load(name, draft, step)
                self.databases.rename(name, database)
            finally:
                self.databases.drop(name)

    def drill(self, draft):
        """Restore into a database to throw away and compare it with what was backed up; returns the
        exit status."""
        name = f"kms_drill_{secrets.token_hex(4)}"
        with Step("Drill", quick=False) as step:
            try:
                manifest, sums = self._load(name, draft, step)
                step.say("comparing")
                problems = self._compare(name, manifest, sums)
            finally:
                self.databases.drop(name)
        rows = sum(rows for rows, _digest in manifest["tables"].values())
        print(f"{self.path.name}, taken {manifest['taken']} from «{manifest['database']}»:")
        for problem in problems[:20]:
            print(f"  --  {problem}")
        if problems:
            print(
                f"The drill found {len(problems)} differences: this backup is not to be relied on."
            )
            return 1
        print(f"  ok  {len(manifest['tables'])} tables with {rows} rows, all contents equal")
        print(f"  ok  {manifest['files']} files, all checksums equal")
        print("  ok  every posted entry of the ledger is balanced")
        return 0

    def _need_free(self, database):
        there = self.databases.execute(
            "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'"
        )
        if there.strip():
            raise Refusal(
                f"There is a database «{database}» already; choose another name, then exchange "
                "them as docs/deployment.md says."
            )
        if (self.place.data_dir / "filestore" / database).exists():
            raise Refusal(
                f"There is a filestore of another database «{database}» in {self.place.data_dir}; "
                "choose another name or move it away."
            )

    def _load(self, name, draft, step):
        """Fill the new database ``name``; returns the manifest and file → SHA-1."""
        filestore = self.place.data_dir / "filestore" / name
        dump = draft / vault.DUMP
        step.say("decrypting")
        with vault.opened(self.path, self.place.passphrase) as (manifest, members):
            self._need_version(manifest)
            self._need_space(manifest)
            sums = self._unpack(members, dump, filestore)
        if sums.pop(vault.DUMP, None) != manifest["dump"]:
            raise Refusal(f"The dump in {self.path.name} is damaged; use another backup.")
        step.say("filling the database")
        self.databases.create(name)
        command = ["pg_restore", "-w", "--no-owner", "--no-privileges", "--exit-on-error"]
        command += ["--jobs=2", f"--dbname={name}", str(dump)]
        done = subprocess.run(
            command,
            env=self.place.environment,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            words = done.stderr.strip().splitlines()[:1] or ["no word"]
            raise Refusal(f"pg_restore did not end well: {words[0]}")
        return manifest, sums

    def _unpack(self, members, dump, filestore):
        sums = {}
        filestore.mkdir(mode=0o700, parents=True)
        for name, content in members:
            target = dump if name == vault.DUMP else filestore / name
            target.parent.mkdir(exist_ok=True)
            sha256, sha1 = vault.copy(content, target)
            sums[name] = sha256 if name == vault.DUMP else sha1
        return sums

    def _need_version(self, manifest):
        if manifest.get("version") != VERSION:
            raise Refusal(
                f"{self.path.name} was made by another version of this command; use the one of "
                "its time."
            )

    def _need_space(self, manifest):
        total = (manifest["bytes"] * 1.5 + manifest["files_bytes"]) / files.GIB
        files.need_space(self.place.data_dir, round(total + 0.05, 2), "The restored database")

    def _compare(self, name, manifest, sums):
        """Sentences about what is not as it was when the backup was taken."""
        after = digests.read_tables(self._ask(name, digests.TABLES))
        problems = digests.differences(manifest["tables"], after)
        for stored, sha1 in sums.items():
            if Path(stored).name != sha1:
                problems.append(f"the file {stored} has other contents than its name says")
        missing = set(self._ask(name, digests.STORED).split()) - set(sums)
        for stored in sorted(missing - set(manifest["missing"])):
            problems.append(f"the file {stored} is missing")
        if self._ask(name, digests.HAS_LEDGER).strip() == "t":
            odd = int(self._ask(name, digests.LEDGER))
            if odd:
                problems.append(f"{odd} posted entries of the ledger are not balanced")
        return problems

    def _ask(self, name, question):
        done = subprocess.run(
            ["psql", "-X", "-w", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", name],
            input=digests.SESSION + question,
            env=self.place.environment,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise DatabaseError(done.stderr.strip())
        return done.stdout
