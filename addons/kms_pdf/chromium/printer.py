"""The printer of this server process: one browser, started when needed, replaced when worn."""

import atexit
import collections
import contextlib
import itertools
import logging
import os
import queue
import re
import shutil
import threading
from html import unescape
from pathlib import Path
from typing import NamedTuple

from .assemble import assemble, read_pdf
from .browser import Browser
from .errors import BrowserGone, PrintError, PrintTimeout
from .overlay import FOOTERS_ID, HEADERS_ID, Strip, overlay_document
from .page import Page

_logger = logging.getLogger(__name__)

PROGRAMS = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "headless_shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)
DOCUMENTS_AT_ONCE = 4  # per server process; more would only share the same processors
DOCUMENTS_PER_BROWSER = 2000  # then a fresh one takes over, whatever the old one has leaked
ATTEMPTS = 2
# Table heads come again on each page in screen media only when they may not be cut; rows and
# pictures are kept whole where they fit a page at all.
BODY_STYLE = (
    "<style>thead, tfoot, tr, img { break-inside: avoid; }"
    "body.container { max-width: none; }</style>"
)
HEADING = re.compile(r"<h([1-3])\b[^>]*>(.*?)</h\1>", re.S | re.I)
TAG = re.compile(r"<[^>]*>")


class Job(NamedTuple):
    """A report to print.

    :param tuple bodies: HTML documents, one per record
    :param str header: HTML document with the headers of all records, or nothing
    :param str footer: HTML document with the footers of all records, or nothing
    :param Paper paper: the sheet
    :param answer: called with the URLs the documents ask for, see :class:`Page`
    :param float seconds: time for each document
    """

    bodies: tuple
    header: str
    footer: str
    paper: object
    answer: object
    seconds: float

    def run(self, open_page):
        """Print it all on pages of the browser.

        :param open_page: gives a :class:`Page`, closed by the caller
        :rtype: bytes
        """
        paper = self.paper
        page = open_page()
        bodies = self._print_bodies(page, open_page)
        titles = [_title(body) for body in self.bodies]
        header, footer = Strip(self.header, HEADERS_ID), Strip(self.footer, FOOTERS_ID)
        overlay = None
        if header or footer or paper.header_line:
            sheets = [
                (index, _texts(titles[index], number + 1, len(body.pages)))
                for index, body in enumerate(bodies)
                for number in range(len(body.pages))
            ]
            document = overlay_document(header, footer, sheets, paper)
            page.set_size(paper.pixels(paper.width), paper.pixels(paper.height))
            overlay = read_pdf(
                page.print(document, paper.print_options(margins=False), self.seconds)
            )
        return assemble(bodies, titles, paper.points, overlay)

    def _print_bodies(self, page, open_page):
        paper = self.paper
        fit_width = paper.body_size[0] if paper.shrink_to_fit else None
        waiting = iter(self.bodies)
        begun = collections.deque()

        def begin(page):
            for body in itertools.islice(waiting, 1):
                page.begin(self._with_style(body))
                begun.append(page)

        page.set_size(*paper.body_size)
        begin(page)
        if len(self.bodies) > 1:
            # Two pages take turns: one lays its document out while the other prints.
            second = open_page()
            second.set_size(*paper.body_size)
            begin(second)
        printed = []
        while begun:
            page = begun.popleft()
            content = page.finish(paper.print_options(), self.seconds, fit_width)
            begin(page)
            printed.append(read_pdf(content))
        return printed

    @staticmethod
    def _with_style(body):
        body = str(body)
        before, end_of_head, after = body.partition("</head>")
        return f"{before}{BODY_STYLE}{end_of_head}{after}" if end_of_head else BODY_STYLE + body


def _title(body):
    heading = HEADING.search(body)
    return " ".join(unescape(TAG.sub(" ", heading[2])).split()) if heading else ""


def _texts(title, page, pages):
    """What Odoo's layout writes into the elements of these classes."""
    return {
        "page": str(page),
        "topage": str(pages),
        "section": title,
        "subsection": "",
        "subsubsection": "",
    }


class Printer:
    """Prints jobs, several at once, on one browser.

    :param str executable: path of the browser, see :func:`find_browser`
    :param int memory: bytes each of its processes may allocate
    """

    def __init__(self, executable, memory):
        self.executable = executable
        self.memory = memory
        self.browser = None
        self._using = {}  # browser -> number of jobs on it
        self._spares = queue.SimpleQueue()  # at most one (browser, page) that nobody has used yet
        self._laying_out = threading.Lock()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(DOCUMENTS_AT_ONCE)

    def print(self, job):
        """Print a job, a second time when the browser dies under it.

        :rtype: bytes
        :raises PrintError: see :mod:`.errors`
        """
        if not self._slots.acquire(timeout=job.seconds):
            raise PrintTimeout
        try:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    with self._borrow_browser() as browser, contextlib.ExitStack() as stack:
                        result = job.run(lambda: self._open_page(browser, job, stack))
                    self._lay_out_page(browser)
                    return result
                except BrowserGone:
                    _logger.info("The browser died while it printed (attempt %s)", attempt)
                    if attempt == ATTEMPTS:
                        raise
        finally:
            self._slots.release()

    def _open_page(self, browser, job, stack):
        page = self._take_page(browser)
        stack.callback(page.close)
        page.serve(job.answer)
        return page

    def _take_page(self, browser):
        with contextlib.suppress(queue.Empty):
            owner, page = self._spares.get_nowait()
            if owner is browser:
                try:
                    page.wake()
                except PrintError:
                    page.close()
                else:
                    return page
        return Page(browser)

    def _lay_out_page(self, browser):
        """Open the next job's page while nobody waits: that is a fifth of an invoice's time."""
        if browser.retired or not self._spares.empty() or not self._laying_out.acquire(False):
            return

        def lay_out():
            try:
                self._spares.put((browser, Page(browser)))
            except PrintError:
                _logger.debug("No page could be laid out", exc_info=True)
            finally:
                self._laying_out.release()

        threading.Thread(target=lay_out, name="kms_pdf.spare", daemon=True).start()

    @contextlib.contextmanager
    def _borrow_browser(self):
        with self._lock:
            if not self.browser or self.browser.retired or not self.browser.alive:
                self.browser = Browser(self.executable, self.memory)
            browser = self.browser
            browser.served += 1
            browser.retired = browser.served >= DOCUMENTS_PER_BROWSER
            self._using[browser] = self._using.get(browser, 0) + 1
        try:
            yield browser
        except PrintTimeout:
            browser.retired = True  # it may go on with that document for ever
            raise
        finally:
            with self._lock:
                self._using[browser] -= 1
                idle = not self._using[browser]
                if idle:
                    del self._using[browser]
            if idle and browser.retired:
                browser.close()

    def close(self):
        """End the browser; the next job starts another."""
        with self._lock:
            browser, self.browser = self.browser, None
        if browser:
            browser.close()

    def forget(self):
        """In a forked child: the browser is the parent's, only the pipe has to be let go."""
        if self.browser:
            self.browser.forget()


_printer = None
_printer_lock = threading.Lock()


def get_printer(executable, memory):
    """The printer of this process for that browser."""
    global _printer  # noqa: PLW0603 -- one per process is the point
    with _printer_lock:
        if not _printer or (_printer.executable, _printer.memory) != (executable, memory):
            if _printer:
                _printer.close()
            _printer = Printer(executable, memory)
        return _printer


def find_browser(wanted=None):
    """Path of the browser.

    :param str wanted: path or name of a program, instead of looking for the usual ones
    :return: path, or None
    """
    for name in [wanted] if wanted else PROGRAMS:
        if path := shutil.which(name):
            # Debian's command is a script in front of the program, one more process to end.
            program = Path("/usr/lib/chromium", Path(path).name)
            return str(program) if os.access(program, os.X_OK) and not wanted else path
    return None


@atexit.register
def _close_at_exit():
    if _printer:
        _printer.close()


def _after_fork():
    global _printer, _printer_lock
    if _printer:
        _printer.forget()
    _printer, _printer_lock = None, threading.Lock()


os.register_at_fork(after_in_child=_after_fork)
