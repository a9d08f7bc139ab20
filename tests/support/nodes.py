"""Two nodes of Odoo behind nginx, over a primary and a streaming replica, as on several servers."""

import contextlib
import signal
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import requests

from . import database
from .client import Client, ServerError
from .nginx import Front
from .postgres import USER, Cluster
from .project import ROOT, setting
from .server import OdooServer

NAMES = ("a", "b")
# what the web client and the tills do when the line breaks: they wait a little and try again
PAUSE = 1
PATIENCE = 60


class House:
    """All of it; a context manager.

    :param str database: the name of its database
    """

    def __init__(self, database):
        self.database = database
        self._open = contextlib.ExitStack()

    def __enter__(self):
        with self._open:
            self._start()
            self._open = self._open.pop_all()
        return self

    def _start(self):
        enter = self._open.enter_context
        self.primary = enter(Cluster("one", wal_level="replica", max_wal_senders="5")).make()
        self._open.callback(database.forget_files, self.database)
        self.primary.bring(setting("KMS_DEMO_TEMPLATE"), self.database)
        self.primary.execute("CREATE DATABASE kms_sessions")
        self.replica = enter(Cluster("two", hot_standby_feedback="on"))
        self._copy()
        self.replica.start()
        sessions = f"postgresql://{USER}@/kms_sessions?host={self.primary.host}"
        options = [
            *self.primary.options(),
            f"--db_replica_host={self.replica.host}",
            "--load=base,rpc,web,session_db",
            "--proxy-mode",
            "--workers=2",
        ]
        environment = {"SESSION_DB_URI": sessions}
        self.nodes = [OdooServer(self.database, options, environment, name) for name in NAMES]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(enter, self.nodes))
        folder = Path(enter(tempfile.TemporaryDirectory(prefix="kms-front-")))
        self.front = enter(Front(folder, self.nodes))

    def _copy(self):
        """The replica's data, by the repository's own program."""
        command = [str(ROOT / "deploy/several/make-replica.sh")]
        command += ["--primary", f"host={self.primary.host} user={USER}"]
        command += ["--data", str(self.replica.data), "--programs", str(self.replica.programs)]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        # port and folder of the socket are named on the command line

    def __exit__(self, *error):
        for node in self.nodes:
            node.kill()  # nothing is left to be finished
        return self._open.__exit__(*error)

    def client(self, login):
        return Client(self.front.url, self.database, login, session=self.front.session())

    def sql(self, statement, values=(), cluster=None):
        cluster = cluster or self.primary
        return cluster.execute(statement, values, self.database)

    def stop_replica(self):
        self.replica.stop(signal.SIGINT)

    def cut_replica(self):
        """End what the replica is at work on, as a crash does."""
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()",
            cluster=self.replica,
        )

    def behind(self):
        """Whether the replica has still to take up what the primary has written."""
        [(there,)] = self.primary.execute("SELECT pg_current_wal_lsn()")
        try:
            [(late,)] = self.replica.execute(
                "SELECT pg_last_wal_replay_lsn() < %s::pg_lsn", (there,)
            )
        except psycopg2.OperationalError:
            return True
        return late


class Worker(threading.Thread):
    """Somebody who works until told to stop, and tries again when the line breaks.

    ``errors`` are what the screen would show; ``retries`` what it would not.
    """

    def __init__(self, client, work, over):
        super().__init__(daemon=True)
        self.client = client
        self.work = work
        self.over = over
        self.done = 0
        self.retries = []
        self.errors = []
        self.seconds = []

    def run(self):
        while not self.over.is_set():
            start = time.monotonic()
            try:
                self.work(self)
                self.done += 1
            except Exception as error:  # noqa: BLE001  the test says what it was
                self.errors.append(f"{type(error).__name__}: {error}"[:600])
            self.seconds.append(time.monotonic() - start)

    def insist(self, call, again=None):
        """Call until there is an answer, as whoever has lost the line does.

        :param call: function that returns the answer
        :param again: called before each further attempt; what it returns is an answer when true
        """
        start = time.monotonic()
        while True:
            try:
                return call()
            except ServerError:
                raise
            except requests.RequestException as error:
                status = getattr(error.response, "status_code", None)
                if status not in (None, 502, 503, 504) or time.monotonic() - start > PATIENCE:
                    raise
                self.retries.append(str(error)[:200])
            time.sleep(PAUSE)
            found = again and self.insist(again)
            if found:
                return found
