"""One moment of a database, held while its dump and its files are taken."""

import contextlib
import subprocess

from ..errors import Refusal
from . import digests

END = "-- kms: end of answer"


class Snapshot:
    """A transaction that sees one moment; a context manager.

    The filestore's garbage collection locks ``ir_attachment`` against writers; a writer's lock of
    ours therefore keeps it away, so that no file that this moment knows is deleted meanwhile. A
    collection that comes by gives up after its ten seconds. The lock comes before the moment: a
    collection at work is waited for.

    :param environment: variables with PGHOST, PGPORT, PGUSER and a PATH that finds psql
    :param database: its name
    """

    def __init__(self, environment, database):
        self.environment = environment
        self.database = database

    def __enter__(self):
        # psql stops at the first error, which ends the pipe
        command = ["psql", "-X", "-w", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
        self._process = subprocess.Popen(
            [*command, "-d", self.database],
            env=self.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            if self.ask("SELECT to_regclass('public.ir_attachment')") != "ir_attachment":
                raise Refusal(f"The database «{self.database}» is not Odoo's.")
            self.ask(
                "BEGIN ISOLATION LEVEL REPEATABLE READ; SET idle_in_transaction_session_timeout = 0"
            )
            self.ask("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE")
            self.name = self.ask("SELECT pg_export_snapshot()")
            self.ask(digests.SESSION)
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_error):
        self._close()

    def ask(self, statement):
        """Run a statement inside the moment and return what it answers, as text.

        :raises Refusal: with PostgreSQL's words
        """
        lines = []
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{statement.strip().rstrip(';')};\n\\echo '{END}'\n")
            self._process.stdin.flush()
        for line in self._process.stdout:
            if line.rstrip("\n") == END:
                return "".join(lines).removesuffix("\n")
            lines.append(line)
        words = self._process.stderr.read().strip().splitlines()[:1] or ["it ended the connection"]
        raise Refusal(f"PostgreSQL refuses «{self.database}»: {words[0]}")

    def _close(self):
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._process.stderr.close()
