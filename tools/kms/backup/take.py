"""``./kms backup``: dump and files of one moment, encrypted, read back, rotated."""

import argparse
import datetime
import subprocess

from .. import files
from ..errors import Refusal
from ..progress import Step
from . import digests, rotation, vault
from .place import Place, need_name
from .snapshot import Snapshot

VERSION = 1


def run(project, arguments):
    """The command; returns the exit status."""
    options = _parse(project, arguments)
    place = Place(project, options.to, options.passphrase_file)
    need_name(options.database)
    place.need()
    place.need_folder()
    with place.draft() as draft:
        path, manifest = Backup(place, options.database).take(draft)
    size = path.stat().st_size
    print(f"{path}  ({_size(size)}: {len(manifest['tables'])} tables, {manifest['files']} files)")
    if manifest["missing"]:
        print(f"{len(manifest['missing'])} attachments had lost their file before this backup.")
    for old in rotate(place.folder, options.database):
        print(f"removed, no longer needed: {old.name}")
    return 0


def _parse(project, arguments):
    parser = argparse.ArgumentParser(
        prog="./kms backup", description="Back up database and filestore into one encrypted file."
    )
    parser.add_argument("--to", metavar="FOLDER", help="where backups are (KMS_BACKUP_DIR)")
    parser.add_argument("--database", default=project.database, help=f"({project.database})")
    parser.add_argument(
        "--passphrase-file", metavar="FILE", help="its first line (KMS_BACKUP_PASSPHRASE_FILE)"
    )
    return parser.parse_args(arguments)


class Backup:
    """The making of one backup."""

    def __init__(self, place, database):
        self.place = place
        self.database = database
        self.filestore = place.data_dir / "filestore" / database

    def take(self, draft):
        """Make it and read it back; returns its path and its manifest."""
        moment = datetime.datetime.now(datetime.UTC)
        path = self.place.folder / rotation.file_name(self.database, moment)
        part = path.with_name(f"{path.name}.part")
        dump = draft / vault.DUMP
        with Step("Backup", quick=False) as step:
            try:
                with Snapshot(self.place.environment, self.database) as snapshot:
                    manifest, names = self._describe(snapshot, moment, step)
                    self._need_space(manifest)
                    step.say("dumping the database")
                    self._dump(snapshot, dump)
                    manifest["dump"] = files.sha256(dump)
                    step.say("encrypting")
                    part.touch(mode=0o600)
                    vault.write(part, self.place.passphrase, manifest, dump, self.filestore, names)
                step.say("reading it back")
                check(part, self.place.passphrase)
                part.rename(path)
            finally:
                part.unlink(missing_ok=True)
        return path, manifest

    def _describe(self, snapshot, moment, step):
        step.say("counting")
        names = snapshot.ask(digests.STORED).split()
        there = [name for name in names if (self.filestore / name).is_file()]
        manifest = {
            "version": VERSION,
            "database": self.database,
            "taken": moment.isoformat(timespec="seconds"),
            "postgresql": snapshot.ask("SHOW server_version"),
            "bytes": int(snapshot.ask("SELECT pg_database_size(current_database())")),
            "files": len(there),
            "files_bytes": sum((self.filestore / name).stat().st_size for name in there),
            "missing": sorted(set(names) - set(there)),
            "tables": digests.read_tables(snapshot.ask(digests.TABLES)),
        }
        return manifest, there

    def _need_space(self, manifest):
        # a dump takes a tenth to a third of its database
        dump = manifest["bytes"] / 2 / files.GIB
        total = round(dump + manifest["files_bytes"] / files.GIB + 0.05, 2)
        files.need_space(self.place.data_dir, round(dump + 0.05, 2), "The dump")
        files.need_space(self.place.folder, total, "The backup")

    def _dump(self, snapshot, path):
        command = ["pg_dump", "-w", "--no-owner", "--no-privileges", "--format=custom"]
        command += [f"--snapshot={snapshot.name}", f"--file={path}", self.database]
        done = subprocess.run(
            command,
            env=self.place.environment,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            words = done.stderr.strip().splitlines()[:1] or ["no word"]
            raise Refusal(f"pg_dump did not end well: {words[0]}")


def check(path, passphrase):
    """Read a backup to its end: whole, decipherable, every file what its name says.

    :raises Refusal: when it is not
    """
    with vault.opened(path, passphrase) as (manifest, members):
        files_read = 0
        for name, content in members:
            sums = vault.copy(content, None)
            if name == vault.DUMP and sums[0] != manifest["dump"]:
                raise Refusal(f"The dump in {path.name} is damaged; take the backup again.")
            files_read += name != vault.DUMP
    if files_read != manifest["files"]:
        raise Refusal(
            f"{path.name} holds {files_read} files instead of {manifest['files']}; take it again."
        )


def rotate(folder, database):
    """Delete the backups of ``database`` that no day, week or month needs; returns their paths."""
    found = rotation.backups(folder, database)
    staying = rotation.kept(found)
    gone = [path for moment, path in found.items() if moment not in staying]
    for path in gone:
        path.unlink()
    # what a power cut left half written
    for part in folder.glob(f"{database}-*.kms.gpg.part"):
        part.unlink()
    return gone


def _size(count):
    return f"{count / 1024**3:.1f} GB" if count >= files.GIB else f"{count / 1024**2:.1f} MB"
