"""An Odoo server of one's own over one database."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .project import LOGS, ROOT, odoo_command

START_TIMEOUT = 120


class OdooServer:
    """Start ``odoo`` over ``database`` on a free port; a context manager that stops it.

    :param database: name of the database
    :param options: further options of the command line, e.g. ``["--workers=2"]``
    :param environment: further variables
    :param name: what the log is called, when several serve one database
    """

    def __init__(self, database, options=(), environment=None, name=None):
        self.database = database
        self.environment = {**os.environ, **(environment or {})}
        self.options = list(options)
        self.port = free_port()
        self.gevent_port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOGS / f"server-{database}{f'-{name}' if name else ''}.log"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exc):
        self.stop()

    def start(self):
        """Start and wait for the first answer.

        :raises RuntimeError: with the end of the log, when it ends or stays silent
        """
        LOGS.mkdir(parents=True, exist_ok=True)
        command = [
            *self._program(),
            f"--database={self.database}",
            f"--db-filter=^{self.database}$",
            "--http-interface=127.0.0.1",
            f"--http-port={self.port}",
            f"--gevent-port={self.gevent_port}",
            "--max-cron-threads=0",
            *self.options,
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = self.log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"The server over {self.database} did not start:\n{tail}")
            time.sleep(0.1)

    def _program(self):
        command = odoo_command()
        if command[1:3] == ["-m", "odoo"]:
            command[1:3] = [str(Path(__file__).parent / "script" / "start.py")]
        return command

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """The power cut: nothing is flushed, nobody says goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def keep(self):
        """Start it again when it has ended by itself, as systemd does on a real server: the master
        ends when the database goes away while it starts a worker."""
        if self.process.poll() is not None:
            self.kill()
            self.start()

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
