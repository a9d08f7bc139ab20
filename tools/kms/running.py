"""Run a program that must end: output in a file, progress on the terminal, a limit in time."""

import contextlib
import os
import signal
import subprocess
import threading
import time

PROGRESS_EVERY = 30
# set when somebody presses Ctrl-C: programs run in sessions of their own and would not notice
interrupted = threading.Event()
_terminal = threading.Lock()


class Hung(Exception):
    """The program was killed: at its limit, or because the run was interrupted."""


def say(line):
    """One line on the terminal, whole even when two phases speak at once."""
    with _terminal:
        print(line, flush=True)


def run(command, log, limit, environment, folder, progress=None):
    """Run ``command`` with its output in ``log`` and return its exit status.

    :param log: path of the file that receives standard output and error
    :param limit: seconds after which the program and its children are killed
    :param progress: called every half minute with the seconds so far; returns a line or None
    :raises Hung: when the limit was reached
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        return _wait(process, start, limit, progress)
    finally:
        # children too: a server or a browser that outlives its test would hold the database
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(process, start, limit, progress):
    next_word = start + PROGRESS_EVERY
    while True:
        try:
            return process.wait(0.5)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if interrupted.is_set():
            raise Hung("stopped by hand")
        if now - start > limit:
            raise Hung(f"still running after {limit // 60} minutes, killed")
        if progress and now > next_word:
            next_word = now + PROGRESS_EVERY
            line = progress(now - start)
            if line:
                say(line)


def tail(path, lines=15):
    """The last lines of a log, for the reader who has to find out."""
    if not path.is_file():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
