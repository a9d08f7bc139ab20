"""The driver of the browser, without Odoo: deaths, hangs, limits, several at once."""

import contextlib
import os
import resource
import signal
import threading
import time
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from .. import chromium
from ..chromium import Job, Paper, browser, page, printer
from .common import pages_text

PRINTER_LOG = "odoo.addons.kms_pdf.chromium.printer"
MEMORY = 1 << 30
PICTURE = '<img src="/picture.png"/>'


def nothing(_url):
    return None


def processes_of(group):
    """Processes of a group that still exist, zombies included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _parent, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group:
                found.append((int(folder.name), state))
    return found


def listening_sockets():
    """What stands for open TCP ports among the files of a process."""
    lines = []
    for table in ("tcp", "tcp6"):
        lines += Path("/proc/net", table).read_text().splitlines()[1:]
    return {f"socket:[{fields[9]}]" for fields in map(str.split, lines) if fields[3] == "0A"}


@tagged("post_install", "-at_install")
class TestBrowser(BaseCase):
    def setUp(self):
        super().setUp()
        self.printer = printer.Printer(chromium.find_browser(), MEMORY)
        self.addCleanup(self.printer.close)

    def wait_for_spare(self):
        deadline = time.monotonic() + 10
        while self.printer._spares.empty():
            self.assertLess(time.monotonic(), deadline, "no page was laid out")
            time.sleep(0.02)

    def test_next_page_is_laid_out_and_used_once(self):
        self.print()
        self.wait_for_spare()
        with (
            patch.object(printer, "Page", side_effect=AssertionError("a new page")),
            patch.object(self.printer, "_lay_out_page"),
        ):
            self.assertIn("second", pages_text(self.print("<p>second</p>"))[0])

    def test_page_that_lay_idle_for_long_still_prints(self):
        self.print()
        self.wait_for_spare()
        _owner, spare = self.printer._spares.get()
        spare._deadline = time.monotonic() - 60
        self.printer._spares.put((_owner, spare))
        self.assertIn("later", pages_text(self.print("<p>later</p>"))[0])

    def test_page_that_died_while_idle_is_replaced(self):
        self.print()
        self.wait_for_spare()
        owner, spare = self.printer._spares.get()
        spare.close()
        owner.follow(spare._session, spare._events)
        self.printer._spares.put((owner, spare))
        self.assertIn("anyway", pages_text(self.print("<p>anyway</p>"))[0])

    def print(self, body="<p>text</p>", answer=nothing, seconds=30, **values):
        return self.printer.print(
            Job(
                bodies=(body,),
                header="",
                footer="",
                paper=Paper(),
                answer=answer,
                seconds=seconds,
                **values,
            )
        )

    def assert_prints(self):
        self.assertEqual(pages_text(self.print()), ["text"])

    def assert_gone(self, group):
        """Nothing is left of a browser; whoever inherited its children may need a moment."""
        for _attempt in range(100):
            if not processes_of(group):
                return
            time.sleep(0.05)
        self.fail(f"left behind: {processes_of(group)}")

    def test_one_browser_for_all(self):
        self.assert_prints()
        first = self.printer.browser
        self.assert_prints()
        self.assertIs(self.printer.browser, first)

    def test_no_port_and_no_secret(self):
        with patch.dict(os.environ, PGPASSWORD="hidden"):
            self.assert_prints()
        looked_at = 0
        for pid, _state in processes_of(self.printer.browser.pid):
            process = Path("/proc", str(pid))
            # the one that drew is on its way out
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                self.assertNotIn(b"hidden", (process / "environ").read_bytes())
                self.assertNotIn(b"remote-debugging-port", (process / "cmdline").read_bytes())
                sockets = {os.readlink(fd) for fd in (process / "fd").iterdir()}
                self.assertFalse(sockets & listening_sockets())
                looked_at += 1
        self.assertTrue(looked_at)

    def test_killed_between_two_prints(self):
        self.assert_prints()
        group = self.printer.browser.pid
        os.killpg(group, signal.SIGKILL)
        self.assert_prints()
        self.assertNotEqual(self.printer.browser.pid, group)
        self.assert_gone(group)

    def test_killed_while_printing(self):
        victims = []

        def kill_once(_url):
            if not victims:
                victims.append(self.printer.browser.pid)
                os.kill(victims[0], signal.SIGKILL)

        with mute_logger(PRINTER_LOG):
            content = self.print("<p>text</p>" + PICTURE, kill_once)
        self.assertEqual(pages_text(content), ["text"])
        self.assert_gone(victims[0])
        self.assert_prints()

    def test_killed_each_time(self):
        victims = []

        def kill(_url):
            victims.append(self.printer.browser.pid)
            os.kill(victims[-1], signal.SIGKILL)

        with mute_logger(PRINTER_LOG), self.assertRaises(chromium.BrowserGone):
            self.print(PICTURE, kill)
        self.assertEqual(len(victims), 2)
        for victim in victims:
            self.assert_gone(victim)
        self.assert_prints()

    def test_browser_that_hangs_is_replaced(self):
        victims = []

        def stop_once(_url):
            if not victims:
                victims.append(self.printer.browser.pid)
                os.kill(victims[0], signal.SIGSTOP)

        with (
            patch.object(page, "SILENCE", 0.2),
            patch.object(browser, "PING_TIMEOUT", 3),
            mute_logger(PRINTER_LOG),
        ):
            # 2 MB do not fit the pipe: neither reading nor writing may wait for ever
            content = self.print(
                "<p>text</p>" + PICTURE,
                lambda url: stop_once(url) or ("image/png", b"\0" * 2_000_000),
            )
        self.assertEqual(pages_text(content), ["text"])
        self.assert_gone(victims[0])

    def test_document_that_hangs_is_given_up(self):
        self.assert_prints()
        group = self.printer.browser.pid

        def stop_renderers(_url):
            for pid, _state in processes_of(group):
                if b"--type=renderer" in Path("/proc", str(pid), "cmdline").read_bytes():
                    os.kill(pid, signal.SIGSTOP)

        with self.assertRaises(chromium.PrintTimeout):
            self.print(PICTURE, stop_renderers, seconds=1)
        self.assert_gone(group)
        self.assert_prints()

    def test_slow_answers_count(self):
        with self.assertRaises(chromium.PrintTimeout):
            self.print(PICTURE, lambda _url: time.sleep(0.3), seconds=0.2)
        self.assert_prints()

    def test_document_too_heavy(self):
        self.printer.memory = 400 << 20
        copies = "".join(
            f'<g id="n{level + 1}">{f"""<use href="#n{level}"/>""" * 10}</g>' for level in range(7)
        )
        with self.assertRaises(chromium.DocumentTooHeavy):
            self.print(f'<svg><rect id="n0" width="1" height="1"/>{copies}</svg>')
        self.assert_prints()

    def test_error_of_the_answering_side(self):
        def fail(_url):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            self.print(PICTURE, fail)
        first = self.printer.browser
        self.assert_prints()
        self.assertIs(self.printer.browser, first)

    def test_program_that_is_no_browser(self):
        for program in ("/bin/false", "/nonexistent/chromium"):
            self.printer.executable = program
            with self.assertRaises(chromium.BrowserMissing):
                self.print()

    def test_eight_at_once(self):
        texts = [f"text{n}" for n in range(24)]
        printed = {}

        def work(number):
            for text in texts[number::8]:
                printed[text] = pages_text(self.print(f"<p>{text}</p>"))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(printed, {text: [text] for text in texts})

    def test_two_readers_never_share_an_answer(self):
        """The same address means something else in another database or for another user."""

        def answer_with(text):
            return lambda url: ("text/css", f"p::after {{content: '{text}'}}".encode())

        body = '<link rel="stylesheet" href="/web/assets/1/a.css"/><p></p>'
        for text in ("mine", "yours"):
            self.assertEqual(pages_text(self.print(body, answer_with(text))), [text])

    def test_worn_browser_is_replaced(self):
        with patch.object(printer, "DOCUMENTS_PER_BROWSER", 2):
            self.assert_prints()
            first = self.printer.browser
            self.assert_prints()
            self.assert_gone(first.pid)
            self.assert_prints()
        self.assertIsNot(self.printer.browser, first)

    def test_close_leaves_nothing(self):
        self.assert_prints()
        old = self.printer.browser
        self.assertTrue(Path(old._folder).exists())
        self.printer.close()
        self.assert_gone(old.pid)
        self.assertFalse(Path(old._folder).exists())
        self.assert_prints()

    def test_browser_ends_with_its_server(self):
        """However the server dies, and although a child of it lives on."""
        read, write = os.pipe()
        server = os.fork()
        if not server:
            with contextlib.suppress(BaseException):
                self.print()
                os.write(write, str(self.printer.browser.pid).encode())
                signal.pause()
            os._exit(1)
        group = int(os.read(read, 20))
        self.assertTrue(processes_of(group))
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
        self.assert_gone(group)
        os.close(read)
        os.close(write)

    def test_forked_child_has_a_browser_of_its_own(self):
        with patch.object(printer, "_printer", self.printer):
            self.assert_prints()
            child = os.fork()
            if not child:
                alone = printer._printer is None
                os._exit(0 if alone and not hasattr(self.printer.browser, "_write_fd") else 1)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
            self.assert_prints()

    def test_address_space_of_the_server_does_not_matter(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_AS, (soft, hard))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, hard))  # less than Chromium reserves
        self.assert_prints()
