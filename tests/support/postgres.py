"""PostgreSQL clusters of a test's own, which it may stop, cut, fill up or copy.

The cluster that all tests share serves others at the same time. These are made for one file, in a
folder of their own, and are gone with it. As root they run as the user ``postgres``, as everywhere
in this project.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg2

from .project import ROOT, setting

sys.path.insert(0, str(ROOT / "tools"))

from kms.steps import programs

START_TIMEOUT = 90
USER = "kms"
# Nothing is written for a power cut, which no test makes: a killed server loses nothing by it.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "jit": "off",
}


class Cluster:
    """A cluster in a folder to throw away; a context manager.

    :param str name: a word for the folder
    :param dict environment: further variables of the server's processes
    :param dict settings: settings of PostgreSQL beside :data:`SETTINGS`
    """

    def __init__(self, name, environment=None, **settings):
        self.environment = {**os.environ, **(environment or {})}
        found = programs.installed()
        assert found, "PostgreSQL's server programs are not installed: ./kms doctor says how"
        self.programs = found[max(found)]
        # short: it is the folder of the socket too
        self.folder = Path(tempfile.mkdtemp(prefix=f"kms-{name}-"))
        self.data = self.folder / "data"
        self.host = str(self.folder)
        self.log = self.folder / "postgresql.log"
        self.settings = {**SETTINGS, "unix_socket_directories": self.host, **settings}
        self.process = None
        self._owner = _owner()
        if self._owner:
            os.chown(self.folder, self._owner["user"], self._owner["group"])

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self):
        """A new, empty cluster; it is started."""
        command = ["initdb", "-D", self.data, f"--username={USER}", "--auth=trust", "-E", "UTF8"]
        self.run(*command, "--locale=C.UTF-8", "--no-sync")
        self.start()
        return self

    def start(self):
        """Start it and wait until it answers."""
        options = [part for item in self.settings.items() for part in ("-c", "{}={}".format(*item))]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *options],
                cwd="/",
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._owner,
            )
        deadline = time.monotonic() + START_TIMEOUT
        while not self.answers():
            words = self.log.read_text(errors="replace")[-2000:]
            assert self.process.poll() is None, f"PostgreSQL ended:\n{words}"
            assert time.monotonic() < deadline, f"PostgreSQL does not answer:\n{words}"
            time.sleep(0.1)

    def stop(self, how=signal.SIGINT):
        """Stop it.

        :param how: SIGINT ends all connections first, SIGQUIT is a crash
        """
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(START_TIMEOUT)

    def fill_disk(self):
        """Nothing can be written any more, by any process that runs now or is started by these.

        What the system answers is EFBIG instead of ENOSPC; a disk of a size of its own would need
        the rights of an administrator. A new start has room again.
        """
        main = psutil.Process(self.process.pid)
        for process in (main, *main.children(recursive=True)):
            # by its owner: root in a container may not change what belongs to others
            try:
                self.run(shutil.which("prlimit"), f"--pid={process.pid}", "--fsize=0:")
            except AssertionError:
                assert not process.is_running()  # the first of them have met the full disk

    def answers(self):
        command = [self.programs / "pg_isready", "-q", "-h", self.host]
        return subprocess.run(command, check=False, cwd="/").returncode == 0

    def connect(self, database="postgres"):
        connection = psycopg2.connect(host=self.host, user=USER, dbname=database)
        connection.autocommit = True
        return connection

    def execute(self, statement, values=(), database="postgres"):
        """Rows of one statement."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def bring(self, source, target):
        """Copy a database of the shared cluster, files included, under another name."""
        dump = Path(tempfile.mkdtemp(prefix="kms-dump-")) / "dump"
        try:
            self._call("pg_dump", "-Fd", "-j2", "-Z0", "--no-sync", "-f", dump, source)
            self.execute(f'CREATE DATABASE "{target}" TEMPLATE template0')
            there = ["-h", self.host, "-U", USER, "-d", target]
            self._call("pg_restore", *there, "-j2", "--no-owner", "--no-privileges", dump)
            self.execute("ANALYZE", database=target)
        finally:
            shutil.rmtree(dump.parent, ignore_errors=True)
        files = Path(setting("KMS_DATA_DIR")) / "filestore"
        shutil.rmtree(files / target, ignore_errors=True)
        if (files / source).is_dir():
            shutil.copytree(files / source, files / target)

    def options(self):
        """Odoo's options that lead to this cluster."""
        return [f"--db_host={self.host}", "--db_port=5432", f"--db_user={USER}"]

    def run(self, *command):
        """Run one of PostgreSQL's programs, or another one, as the user of the cluster."""
        program = command[0] if "/" in str(command[0]) else self.programs / command[0]
        done = subprocess.run(
            [program, *command[1:]],
            cwd="/",
            text=True,
            capture_output=True,
            check=False,
            **self._owner,
        )
        assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
        return done.stdout

    def _call(self, program, *arguments):
        command = [self.programs / program, *arguments]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        assert done.returncode == 0, f"{program}: {done.stderr}"


def _owner():
    """Options of Popen for the user that runs clusters; none but for root."""
    if os.geteuid():
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
