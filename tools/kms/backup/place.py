"""Where backups are, and with what they are made: what both commands share."""

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from .. import files
from ..errors import Refusal
from ..steps import programs
from . import vault

NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,50}", re.ASCII)
DRAFT = "kms-backup-"


class Place:
    """Folder, passphrase and programs.

    :param project: the :class:`~kms.project.Project`; its environment may name KMS_BACKUP_DIR and
        KMS_BACKUP_PASSPHRASE_FILE
    :param folder: where the backups are, instead
    :param passphrase: the passphrase file, instead
    """

    def __init__(self, project, folder=None, passphrase=None):
        environ = project.environ
        given = folder or environ.get("KMS_BACKUP_DIR")
        self.folder = Path(given).expanduser().absolute() if given else project.state / "backups"
        secret = passphrase or environ.get("KMS_BACKUP_PASSPHRASE_FILE")
        self.passphrase = (
            Path(secret or project.state / "backup.passphrase").expanduser().absolute()
        )
        self.project = project
        self.data_dir = project.data_dir
        self.environment = {**project.environment(), "PATH": _path(environ)}

    def need(self):
        """Refuse what would fail after the work is done."""
        vault.need_gpg()
        vault.need_passphrase(self.passphrase)
        if not shutil.which("pg_dump", path=self.environment["PATH"]):
            raise Refusal("pg_dump is not installed; on Debian:  apt-get install postgresql-client")

    def need_folder(self):
        """Have the folder of the backups, or refuse: its disk is away, or it is another user's, or
        a server's unit does not know of it."""
        words = "it is closed to this user"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            words = error.strerror
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise Refusal(
                f"The backup cannot be written into {self.folder} ({words}); have its disk there "
                "and the folder owned by the user of the server, and run deploy/install.sh again "
                "when KMS_BACKUP_DIR is a new one."
            )

    @contextlib.contextmanager
    def draft(self):
        """A folder beside the filestores that is gone afterwards; what a kill left is removed.

        Beside the filestores because what lies there in clear for a while is theirs already.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self._locked():
            for left in self.data_dir.glob(f"{DRAFT}*"):
                files.remove(left)
            folder = tempfile.mkdtemp(prefix=DRAFT, dir=self.data_dir)
            try:
                yield Path(folder)
            finally:
                files.remove(Path(folder))

    def _locked(self):
        def waiting():
            print("  ..  another backup or restore is at work; waiting for it", flush=True)

        return files.locked(self.data_dir / ".kms-backup.lock", waiting)


def need_name(database):
    """Refuse a name that is none: it becomes part of paths and of SQL."""
    if not NAME.fullmatch(database):
        raise Refusal(f"«{database}» is no name for a database; use letters, digits, - and _.")


def _path(environ):
    # pg_dump must not be older than the server
    found = programs.installed()
    path = environ.get("PATH") or os.defpath
    return f"{found[max(found)]}{os.pathsep}{path}" if found else path
