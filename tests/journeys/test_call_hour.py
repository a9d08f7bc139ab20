"""A seller's hour on the phone, its clock sped up; fifty calls without a network; a phone."""

import os
import random
import shutil
import signal
import subprocess
import time

import pytest

from support.calls import start_campaign

CALLS = "/odoo/kms-calls"
CARD = ".o_kms_call_name"
AWAY = "ERR_INTERNET_DISCONNECTED|Failed to fetch|ConnectionLost"
# simulated seconds: a phone that rings, a talk, and what the seller thinks before a key
RING, TALK, THINKING = 28, 123, 8
# of twenty calls, seven are answered: 35 %
CALLS_OF_TWENTY = [True] * 7 + [False] * 13
HOUR = 3600
WANTED_AN_HOUR, KEYS_UNANSWERED = 50, 2
OFFLINE = 50
PEOPLE = 130


@pytest.fixture(scope="module")
def campaign(client, sql_of):
    """A campaign of people for the seller of the journey, with fifty cards in hand."""
    manager, admin = client("marketing"), client("admin")
    [seller] = admin.call("res.users", "search", [("login", "=", "appels")])
    people = [
        {"name": f"Hour {n}", "contact_name": f"M. Heure {n}", "phone": f"+237677600{n:03}"}
        for n in range(PEOPLE)
    ]
    campaign = start_campaign(manager, "Hour", people, [seller])
    [[company]] = sql_of("SELECT company_id FROM kms_call_campaign WHERE id = %s", (campaign,))
    admin.call("res.company", "write", [company], {"kms_call_cards_ahead": OFFLINE})
    return campaign


@pytest.fixture(scope="module")
def sql_of(server):
    from support import database

    connection = database.connect(server.database)
    connection.autocommit = True

    def execute(statement, values=()):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    yield execute
    connection.close()


def _open(page):
    page.wait_for_selector(".o_kms_call_campaign, .o_kms_call_card")
    if page.locator(".o_kms_call_campaign").count():
        page.click(".o_kms_call_campaign:has-text('Hour')")
    page.wait_for_selector(CARD)


def _next(page, name):
    page.wait_for_function(
        "([selector, name]) => document.querySelector(selector)?.innerText !== name",
        arg=[CARD, name],
    )


def _calls(sql, campaign):
    return sql(
        "SELECT prospect_id, uuid, start, duration, kind FROM kms_call"
        " WHERE campaign_id = %s AND NOT is_undone ORDER BY id",
        (campaign,),
    )


def test_an_hour_of_calls(page_as, campaign, sql, record_property):
    """The screen costs what it really costs; ringing and talking pass on a clock sped up."""
    page = page_as("appels", path=CALLS)
    _open(page)
    page.clock.install()
    order, passed, calls, keys_unanswered = [], 0.0, 0, []
    chance, screen = random.Random(9), []
    while passed < HOUR:
        if not order:
            order = chance.sample(CALLS_OF_TWENTY, 20)
        name, answered = page.inner_text(CARD), order.pop()
        talk = TALK if answered else RING
        page.clock.run_for(1000 * (talk + THINKING))
        keys = ["3", "Enter"] if answered else ["4", "Enter"]
        began = time.monotonic()
        for key in keys:
            page.keyboard.press(key)
        _next(page, name)
        screen.append(time.monotonic() - began)
        if not answered:
            keys_unanswered.append(len(keys))
        passed += talk + THINKING + screen[-1]
        calls += 1
    an_hour = calls * HOUR / passed
    record_property("calls_an_hour", round(an_hour, 1))
    record_property("screen_ms_a_call", round(1000 * sum(screen) / calls))
    assert an_hour >= WANTED_AN_HOUR
    assert max(keys_unanswered) <= KEYS_UNANSWERED
    page.clock.resume()
    deadline = time.monotonic() + 30
    while len(_calls(sql, campaign)) < calls and time.monotonic() < deadline:
        time.sleep(0.5)
    found = _calls(sql, campaign)
    assert len(found) == calls == len({prospect for prospect, *_rest in found})
    durations = [duration for *_rest, duration, _kind in found]
    unanswered = [seconds for seconds in durations if seconds < TALK]
    assert all(abs(seconds - RING - THINKING) < 5 for seconds in unanswered), durations


def _launch(chromium, profile, server, client):
    context = chromium.launch_persistent_context(
        profile,
        executable_path=os.environ.get("KMS_CHROMIUM") or shutil.which("chromium"),
        args=["--no-sandbox", "--log-level=3"],
        locale="fr-FR",
        timezone_id="Africa/Douala",
    )
    context.add_cookies(
        [{"name": "session_id", "value": client("appels").session_id, "url": server.url}]
    )
    page = context.new_page()
    page.goto(server.url + CALLS)
    page.wait_for_selector(".o_web_client")
    return context, page


def _kill(profile):
    """End the browser on a profile as a power cut does."""
    found = subprocess.run(
        ["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=False
    )
    for pid in map(int, found.stdout.split()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_fifty_calls_survive_a_killed_browser(
    browser, server, client, campaign, sql, tmp_path_factory
):
    profile = str(tmp_path_factory.mktemp("profile"))
    before = len(_calls(sql, campaign))
    context, page = _launch(browser.browser_type, profile, server, client)
    _open(page)
    page.wait_for_timeout(1500)
    context.set_offline(True)
    names = []
    for _call in range(OFFLINE):
        names.append(page.inner_text(CARD))
        page.keyboard.press("3")
        page.keyboard.press("Enter")
        _next(page, names[-1])
    page.wait_for_selector(f".o_kms_call_offline b:has-text('{OFFLINE}')")
    assert len(set(names)) == OFFLINE
    assert len(_calls(sql, campaign)) == before
    _kill(profile)
    time.sleep(1)
    context, page = _launch(browser.browser_type, profile, server, client)
    deadline = time.monotonic() + 60
    while len(_calls(sql, campaign)) < before + OFFLINE and time.monotonic() < deadline:
        page.wait_for_timeout(500)
    page.wait_for_timeout(1500)
    found = _calls(sql, campaign)[before:]
    assert len(found) == OFFLINE
    assert len({prospect for prospect, *_rest in found}) == OFFLINE
    assert [start for _p, _u, start, *_rest in found] == sorted(
        start for _p, _u, start, *_ in found
    )
    order = dict(sql("SELECT id, name FROM kms_call_prospect WHERE campaign_id = %s", (campaign,)))
    assert [order[prospect] for prospect, *_rest in found] == names
    context.close()


def test_quick_actions_and_keys(page_as, client, sql):
    """Phone, appointment, a new prospect and the palette, from a list."""
    page = page_as("marketing", path="/odoo/action-kms_marketing.crm_lead_action_digital")
    page.goto(page.url + "?view_type=list")
    page.wait_for_selector(".o_list_view .o_kms_quick")
    [(before,)] = sql("SELECT count(*) FROM calendar_event")
    page.click(".o_kms_quick >> nth=0 >> button[name=kms_meet]")
    page.click("button[name=book]")
    page.wait_for_selector(".o_notification")
    [(after,)] = sql("SELECT count(*) FROM calendar_event")
    assert after == before + 1, "two clicks"
    page.keyboard.press("Alt+Shift+N")
    page.wait_for_selector(".modal [name=contact_name] input")
    page.keyboard.type("Mme Raccourci")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".modal", state="detached")
    assert sql("SELECT count(*) FROM crm_lead WHERE contact_name = 'Mme Raccourci'") == [(1,)]
    page.keyboard.press("Control+k")
    page.wait_for_selector(".o_command_palette input")
    page.keyboard.type("Raccourci")
    page.wait_for_selector(".o_command:has-text('Mme Raccourci')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_form_view .o_kms_timeline, .o_form_view [name=kms_timeline]")


def test_the_phone_measures_the_call(page_as, campaign):
    """On a phone the page is away while one talks."""
    page = page_as("appels", width=360, height=740, path=CALLS)
    _open(page)
    page.evaluate(
        """() => {
            document.querySelector('.o_kms_call_dial').addEventListener(
                'click', (ev) => ev.preventDefault());
            window.away = (state) => {
                Object.defineProperty(document, 'visibilityState', {value: state,
                    configurable: true});
                document.dispatchEvent(new Event('visibilitychange'));
            };
        }"""
    )
    page.tap(".o_kms_call_dial")
    page.evaluate("away('hidden')")
    page.wait_for_timeout(2200)
    page.evaluate("away('visible')")
    page.wait_for_selector(".o_kms_call_outcome[data-kind=no_answer][aria-pressed=true]")
    assert page.inner_text(".o_kms_call_timer").strip() in ("00:02", "00:03")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
