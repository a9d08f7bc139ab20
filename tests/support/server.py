"""An Odoo server of one's own over one database."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .project import LOGS, ROOT, odoo_command

START_TIMEOUT = 120


class OdooServer:
    """Start ``odoo`` over ``database`` on a free port; a context manager that stops it.

    :param database: name of the database
    :param options: further options of the command line, e.g. ``["--workers=2"]``
    """

    def __init__(self, database, options=()):
        self.database = database
        self.options = list(options)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOGS / f"server-{database}.log"
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
        python, *options = [option for option in odoo_command() if option not in ("-m", "odoo")]
        command = [
            python,
            str(ROOT / "tests" / "support" / "odoo_script.py"),
            *options,
            f"--database={self.database}",
            f"--db-filter=^{self.database}$",
            "--http-interface=127.0.0.1",
            f"--http-port={self.port}",
            f"--gevent-port={free_port()}",
            "--max-cron-threads=0",
            *self.options,
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_TIMEOUT
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = self.log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"The server over {self.database} did not start:\n{tail}")
            time.sleep(0.1)

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """The power cut: nothing is flushed, nobody says goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

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
