"""One headless Chromium and the conversation with it over --remote-debugging-pipe.

The pipe carries JSON messages that end with a zero byte. One thread reads them and hands each to
the queue of whoever waits for it; writers take turns. There is no port that anybody could connect
to, and the browser ends by itself when this process does, however it dies, because the pipe closes.
"""

import contextlib
import itertools
import json
import logging
import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from .errors import BrowserGone, BrowserMissing

_logger = logging.getLogger(__name__)

LAUNCHER = Path(__file__).with_name("launcher.py")
START_TIMEOUT = 30  # seconds; a cold start on a busy machine takes a few
PING_TIMEOUT = 10  # seconds; an answer takes a millisecond, on a machine that is not overloaded
CHUNK = 1 << 16

# No service of the browser may talk to the outside: names do not resolve and the proxy is dead,
# loopback included. Documents are answered before any of this is asked (see page.py).
SWITCHES = (
    "--headless",
    "--remote-debugging-pipe",
    "--proxy-server=socks5://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--font-render-hinting=none",
    "--hide-scrollbars",
    "--log-level=3",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-service-autorun",
)
# The browser gets what it needs to start and to find fonts, not the server's secrets.
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class Browser:
    """A running browser.

    :param str executable: path of the program
    :param int memory: bytes each of its processes may allocate
    :raises BrowserMissing: when it does not start
    """

    def __init__(self, executable, memory):
        self.alive = False
        self.retired = False  # wanted for no new document: too old, or it left one unfinished
        self.served = 0
        self._ids = itertools.count(1)
        self._write_lock = threading.Lock()
        self._waiting = {}  # message id -> queue of the one who waits for the reply
        self._sessions = {}  # session id -> queue of the one who follows its events
        self._process = self._reader = None
        self._folder = tempfile.mkdtemp(prefix="kms_pdf.")
        try:
            self._start(executable, memory)
        except BaseException:
            self.kill()
            raise

    def _start(self, executable, memory):
        child_reads, self._write_fd = os.pipe()
        self._read_fd, child_writes = os.pipe()
        os.set_blocking(self._write_fd, False)
        launcher = [sys.executable, "-I", "-S", LAUNCHER, child_reads, child_writes, memory]
        try:
            self._process = subprocess.Popen(
                [*map(str, launcher), *self._prepare_command(executable)],
                pass_fds=(child_reads, child_writes),
                env=self._prepare_environment(),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(child_reads)
            os.close(child_writes)
        self.alive = True
        self._reader = threading.Thread(
            target=self._read_forever, name="kms_pdf.reader", daemon=True
        )
        self._reader.start()
        try:
            version = self.call("Browser.getVersion", timeout=START_TIMEOUT)
        except BrowserGone as error:
            message = f"{executable} does not start"
            raise BrowserMissing(message) from error
        _logger.info("%s prints the reports (process %s)", version["product"], self.pid)

    def _prepare_command(self, executable):
        command = [executable, *SWITCHES, f"--user-data-dir={self._folder}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses root otherwise
        return command

    def _prepare_environment(self):
        return {
            **{name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            "HOME": self._folder,
            "DBUS_SESSION_BUS_ADDRESS": "/dev/null",
            "DBUS_SYSTEM_BUS_ADDRESS": "/dev/null",
        }

    @property
    def pid(self):
        return self._process.pid

    # -- conversation ------------------------------------------------------------------------------

    def send(self, method, params=None, session=None, reply_to=None):
        """Send a command.

        :param queue.SimpleQueue reply_to: where the reply goes; without it nobody waits for it
        :return: the id of the message
        :raises BrowserGone: when the browser has died
        """
        message_id = next(self._ids)
        message = {"id": message_id, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        if reply_to is not None:
            self._waiting[message_id] = reply_to
        try:
            with self._write_lock:
                self._write(json.dumps(message).encode() + b"\0")
        except OSError as error:
            self._waiting.pop(message_id, None)
            self.kill()
            raise BrowserGone(method) from error
        if not self.alive:  # dead since: the reader may have missed whoever waits for this reply
            raise BrowserGone(method)
        return message_id

    def _write(self, data):
        data = memoryview(data)
        while data:
            if not self.alive:
                raise BrokenPipeError
            try:
                data = data[os.write(self._write_fd, data) :]
            except BlockingIOError:  # a browser that hangs leaves the pipe full
                room = select.poll()
                room.register(self._write_fd, select.POLLOUT)
                if not room.poll(PING_TIMEOUT * 1000):
                    raise TimeoutError from None

    def call(self, method, params=None, timeout=None):
        """Send a command to the browser itself and wait for its result (a dict).

        :param float timeout: seconds, ``PING_TIMEOUT`` when not given
        :raises BrowserGone: no answer in time, or a refusal
        """
        replies = queue.SimpleQueue()
        message_id = self.send(method, params, reply_to=replies)
        try:
            reply = replies.get(timeout=timeout or PING_TIMEOUT)
        except queue.Empty:
            reply = None
        finally:
            self._waiting.pop(message_id, None)
        if not reply or "error" in reply:
            raise BrowserGone(method)
        return reply["result"]

    def follow(self, session, events):
        """Hand all events of a session to a queue."""
        self._sessions[session] = events

    def unfollow(self, session):
        self._sessions.pop(session, None)

    def check(self):
        """Make sure that the browser still answers; kill it when it does not.

        :raises BrowserGone: when it had to be killed
        """
        try:
            self.call("Browser.getVersion")
        except BrowserGone:
            self.kill()
            raise

    def _read_forever(self):
        pending = bytearray()
        try:
            while chunk := os.read(self._read_fd, CHUNK):
                *messages, rest = chunk.split(b"\0")
                for end in messages:
                    pending += end
                    self._dispatch(json.loads(pending))
                    pending.clear()
                pending += rest
        except OSError:
            _logger.debug("the pipe of browser %s is broken", self.pid)
        self.kill()
        for follower in [*self._waiting.values(), *self._sessions.values()]:
            follower.put(None)

    def _dispatch(self, message):
        if "id" in message:
            receiver = self._waiting.pop(message["id"], None)
        else:
            # A target that goes away says so outside its session.
            session = message.get("sessionId") or message["params"].get("sessionId")
            receiver = self._sessions.get(session)
        if receiver:
            receiver.put(message)

    # -- end ---------------------------------------------------------------------------------------

    def close(self):
        """End the browser, politely when it listens."""
        with contextlib.suppress(BrowserGone, subprocess.TimeoutExpired):
            self.call("Browser.close")
            self._process.wait(PING_TIMEOUT)
        self.kill()

    def kill(self):
        """End the browser and all its processes now, leaving neither zombie nor file."""
        self.alive = False
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._reader and self._reader is not threading.current_thread():
            self._reader.join()
        with self._write_lock:  # nobody may be writing to a number that stands for another file
            self.forget()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self):
        """Let go of the pipe; a forked child does it so that the pipe closes with its owner."""
        for name in ("_read_fd", "_write_fd"):
            if (fd := self.__dict__.pop(name, None)) is not None:
                os.close(fd)
