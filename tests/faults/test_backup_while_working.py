"""A backup is taken while people work, and becomes a database again that holds all of it.

Files are added and deleted all the while, the command is killed once in the middle, and the
collection of deleted files keeps its hands off what the backup still has to take.
"""

import base64
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest
import requests

from support import database
from support.client import Client, ServerError
from support.project import ROOT, setting
from support.server import OdooServer

sys.path.insert(0, str(ROOT / "tools"))

from kms.backup.snapshot import Snapshot

SEED = 7
LIMIT = 300


@pytest.fixture(scope="module")
def server():
    """Workers, as on a real server."""
    name = f"{setting('KMS_DEMO_TEMPLATE')}_backup"
    database.clone(setting("KMS_DEMO_TEMPLATE"), name)
    try:
        with OdooServer(name, ["--workers=2"]) as running:
            yield running
    finally:
        database.drop(name)


@pytest.fixture
def kms(server, tmp_path):
    """Call ``./kms`` over the file's server: ``kms("backup")`` → finished process."""
    secret = tmp_path / "passphrase"
    secret.write_text("a passphrase for this test alone\n", encoding="utf-8")
    secret.chmod(0o600)
    address = [
        urllib.parse.quote(os.environ.get(name) or "", safe="") for name in ("PGUSER", "PGHOST")
    ]
    environment = {
        **os.environ,
        "KMS_DB_URL": f"postgresql://{'@'.join(address)}:{os.environ.get('PGPORT') or 5432}/x",
        "KMS_DB": server.database,
        "KMS_BACKUP_DIR": str(tmp_path / "backups"),
        "KMS_BACKUP_PASSPHRASE_FILE": str(secret),
    }

    def call(*arguments, kill_after=None):
        process = subprocess.Popen(
            [str(ROOT / "kms"), *map(str, arguments)],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        if kill_after is not None:
            time.sleep(kill_after)
            os.killpg(process.pid, signal.SIGKILL)
        process.output, _nothing = process.communicate(timeout=LIMIT)
        return process

    call.folder = tmp_path / "backups"
    return call


class Writers(threading.Thread):
    """Writes and deletes attachments until told to stop; every third one stays."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.client = Client(server.url, server.database, "admin")
        self.random = random.Random(SEED)
        self.over = threading.Event()
        self.problem = None
        self.written = 0

    def run(self):
        try:
            for number in itertools.count():
                if self.over.is_set():
                    return
                content = base64.b64encode(self.random.randbytes(20_000)).decode()
                values = [{"name": f"backup {number}", "datas": content}]
                made = self.client.call("ir.attachment", "create", values)
                self.written += 1
                if number % 3:
                    self.client.call("ir.attachment", "unlink", made)
        except (ServerError, requests.RequestException) as error:
            self.problem = error


def test_work_goes_on_and_nothing_is_missing(server, kms, sql):
    writers = Writers(server)
    writers.start()
    try:
        while writers.written < 5 and not writers.problem:
            time.sleep(0.1)
        killed = kms("backup", kill_after=2.5)
        assert killed.returncode == -signal.SIGKILL
        assert not list(kms.folder.glob("*.gpg")), "half a backup has the name of a whole one"
        before = writers.written
        done = kms("backup")
        assert writers.written > before, "nobody could write while the backup was taken"
    finally:
        writers.over.set()
        writers.join(60)
    assert writers.problem is None
    assert done.returncode == 0, done.output
    assert "had lost their file" not in done.output
    [path] = kms.folder.iterdir()
    assert path.stat().st_mode & 0o077 == 0

    drill = kms("restore", "--drill")
    assert drill.returncode == 0, drill.output
    assert "all contents equal" in drill.output
    assert "all checksums equal" in drill.output
    left = "SELECT datname FROM pg_database WHERE datname ~ '^kms_(drill|restore)_'"
    assert not sql(left), "the drill left its database"

    copy = f"{server.database}_copy"
    try:
        restored = kms("restore", path, "--to", copy)
        assert restored.returncode == 0, restored.output
        assert kms("restore", path, "--to", copy).returncode == 1, "an existing one is not replaced"
        with OdooServer(copy) as running:
            client = Client(running.url, copy, "direction")
            assert client.call("res.partner", "search_count", []) > 0
    finally:
        database.drop(copy)


def test_no_file_goes_while_its_backup_is_taken(server, client, sql):
    admin = client("admin")
    values = {"name": "deleted meanwhile", "datas": base64.b64encode(os.urandom(100)).decode()}
    [attachment] = admin.call("ir.attachment", "create", [values])
    [(name,)] = sql("SELECT store_fname FROM ir_attachment WHERE id = %s", (attachment,))
    [(cron,)] = sql(
        "SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'autovacuum_job'"
    )
    path = database.filestore(server.database) / name
    with Snapshot(os.environ, server.database) as moment:
        admin.call("ir.attachment", "unlink", [attachment])
        admin.call("ir.cron", "method_direct_trigger", [cron])
        assert path.is_file(), "the backup would miss it"
        assert name in moment.ask("SELECT store_fname FROM ir_attachment")
    admin.call("ir.cron", "method_direct_trigger", [cron])
    assert not path.exists(), "the collection works again"
