"""What people see while they wait: one line per step, with what it is doing and for how long."""

import contextlib
import shutil
import signal
import subprocess
import sys
import threading
import time

from .errors import Refusal

# a log file or a pipe gets a line now and then instead of a moving one
QUIET_EVERY = 15
TAIL = 12
# Ctrl-C reaches a program as it reaches us: what it left undone is no failure of its own
INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)


class Step:
    """A context manager around one step of the set-up.

    :param label: what is set up, e.g. «PostgreSQL»
    :param quick: say nothing at all when the step takes less than a second: it was done already
    :param behind: show nothing but the end, because another step has the line of the terminal
    """

    def __init__(self, label, quick=True, stream=None, behind=False):
        self.label = label
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self.quick = quick
        self.behind = behind
        self.doing = ""
        self.start = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, _error, _trace):
        self._over.set()
        self._thread.join()
        if kind is None and self.quick and self.elapsed < 1:
            return
        self._clear()
        word = "ok" if kind is None else "--"
        print(f"  {word}  {self.label} ({seconds(self.elapsed)})", file=self.stream, flush=True)

    @property
    def elapsed(self):
        return time.monotonic() - self.start

    def say(self, doing):
        """What the step is doing now: a few words."""
        self.doing = doing

    def note(self, sentence):
        """A sentence that stays on the terminal."""
        self._clear()
        print(f"      {sentence}", file=self.stream, flush=True)

    def _tick(self):
        self._over.wait(0.5)
        said = -1
        while not self._over.is_set():
            if self.behind:
                self._over.wait(0.5)
                continue
            line = f"  ..  {self.label} {seconds(self.elapsed)}  {self.doing}".rstrip()
            if self.live:
                width = shutil.get_terminal_size().columns - 1
                print(f"\r{line[:width]:<{width}}", end="", file=self.stream, flush=True)
            elif int(self.elapsed / QUIET_EVERY) != said:
                said = int(self.elapsed / QUIET_EVERY)
                print(line, file=self.stream, flush=True)
            self._over.wait(0.2 if self.live else 1)

    def _clear(self):
        if self.live:
            print("\r\033[K", end="", file=self.stream, flush=True)


def seconds(count):
    """A duration as people read it: «8 s», «2 min 05 s»."""
    minutes, rest = divmod(round(count), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


class Stopped(Refusal):
    """The program was ended from outside; the words of whoever did so are what matters."""


class _Running:
    """The programs at work in all threads, so that one failure ends them all."""

    def __init__(self):
        self.processes = set()
        self.over = False

    def stop(self):
        self.over = True
        for process in list(self.processes):
            process.terminate()


running = _Running()


def run(step, command, log, environment, words=None, cwd=None):
    """Run ``command`` with its output in the file ``log``; show what it says.

    :param words: function from a line of output to the words to show, or None for «nothing new»
    :return: True when it ended well
    :raises Stopped: when Ctrl-C or :func:`running.stop` ended it
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=None if sys.stdin and sys.stdin.isatty() else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        running.processes.add(process)
        try:
            for line in process.stdout:
                kept.write(line)
                kept.flush()
                shown = (words or str.strip)(line)
                if shown:
                    step.say(shown)
            status = process.wait()
        except BaseException:
            # Ctrl-C has reached it too; it gets a while to put things away
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()
            raise
        finally:
            running.processes.discard(process)
    if running.over or status in INTERRUPTED:
        raise Stopped("stopped")
    return status == 0


def run_or_refuse(step, command, log, environment, advice, words=None, cwd=None):
    """As :func:`run`; a failure is refused with ``advice`` and the end of the log."""
    if not run(step, command, log, environment, words, cwd):
        raise Refusal(f"{advice}\n{tail(log)}\nAll of it is in {log}")


def tail(log, lines=TAIL):
    """The last lines of a log, indented."""
    text = log.read_text("utf-8", "replace") if log.is_file() else ""
    return "\n".join(f"    {line[:200]}" for line in text.strip().splitlines()[-lines:])
