"""Fixtures of the journeys, races and faults.

``./kms test`` builds the demo database once per run and says here where it is; every test file gets
a clone of its own and a server over it, so that files neither depend on nor disturb each other.

- ``server``      the file's server: ``.url``, ``.database``, ``.kill()``, ``.start()``
- ``client``      ``client("caisse")``: the calls of the web client, without a browser
- ``page_as``     ``page_as("accueil", width=360, height=740)``: a logged-in page of its own; an
                  error in its console fails the test, unless ``page.expected_errors`` names it
- ``sql``         ``sql("SELECT …", (values,))``: rows straight from the database
- ``artifacts``   folder for this test's files; screenshots land there when it fails
"""

import os
import re
import shutil
import sys
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))

from support import database
from support.client import Client
from support.project import ARTIFACTS, setting
from support.server import OdooServer

DESKTOP = (1366, 768)
PHONE = (360, 740)
PAGE_TIMEOUT = 20_000
FAILED = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="module")
def server(request):
    """A server over a fresh clone of the demo database."""
    # a short name: PostgreSQL cuts names at 63 bytes, and two files may share their first letters
    stem = request.path.stem.removeprefix("test_")[:30]
    name = f"{setting('KMS_DEMO_TEMPLATE')}_{stem}_{zlib.crc32(str(request.path).encode()):08x}"
    database.clone(setting("KMS_DEMO_TEMPLATE"), name)
    try:
        with OdooServer(name) as running:
            yield running
    finally:
        database.drop(name)


@pytest.fixture(scope="module")
def client(server):
    """Log in without a browser; one session per login is kept for the file."""
    sessions = {}

    def log_in(login, fresh=False):
        if fresh:
            return Client(server.url, server.database, login)
        if login not in sessions:
            sessions[login] = Client(server.url, server.database, login)
        return sessions[login]

    return log_in


@pytest.fixture
def sql(server):
    """Run a statement on the file's database and return its rows; committed at once."""
    connection = database.connect(server.database)
    connection.autocommit = True

    def execute(statement, values=()):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    yield execute
    connection.close()


@pytest.fixture
def artifacts(request):
    folder = ARTIFACTS / re.sub(r"\W+", "_", request.node.nodeid).strip("_")[:120]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    if not any(folder.iterdir()):
        folder.rmdir()


@pytest.fixture(scope="session")
def browser():
    path = os.environ.get("KMS_CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is not installed: ./kms doctor says how"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--log-level=3"]
        )
        yield running
        running.close()


@pytest.fixture
def page_as(browser, server, client, request, artifacts):
    """Open logged-in pages; a page's console must stay free of errors."""
    pages = []

    def open_page(login, width=DESKTOP[0], height=DESKTOP[1], path="/odoo"):
        context = browser.new_context(
            locale="fr-FR",
            timezone_id="Africa/Douala",
            viewport={"width": width, "height": height},
            has_touch=width < 700,
        )
        context.add_cookies(
            [{"name": "session_id", "value": client(login).session_id, "url": server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(PAGE_TIMEOUT)
        page.errors = []
        page.expected_errors = []
        page.on("console", lambda message: _collect(page, message))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        pages.append((login, page))
        page.goto(server.url + path)
        page.wait_for_selector(".o_web_client, .pos", state="visible")
        return page

    yield open_page

    found = []
    for number, (login, page) in enumerate(pages):
        errors = [
            text
            for text in page.errors
            if not any(re.search(pattern, text) for pattern in page.expected_errors)
        ]
        found += [f"{login}: {text}" for text in errors]
        if errors or FAILED in request.node.stash:
            _keep(page, artifacts / f"{number}_{login}")
        page.context.close()
    assert not found, "errors in the browser's console:\n" + "\n".join(found)


def _collect(page, message):
    if message.type == "error":
        page.errors.append(f"{message.text} ({message.location.get('url', '')})")


def _keep(page, stem):
    """What the tester needs to see when a test has failed; never fails itself."""
    try:
        page.screenshot(path=f"{stem}.png", full_page=True)
        Path(f"{stem}.html").write_text(page.content(), encoding="utf-8")
        Path(f"{stem}.console.txt").write_text("\n".join(page.errors), encoding="utf-8")
    except Exception as error:  # noqa: BLE001  a crashed page has no picture
        Path(f"{stem}.txt").write_text(f"no picture: {error}", encoding="utf-8")
