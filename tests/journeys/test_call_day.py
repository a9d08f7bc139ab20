"""A seller's hour on the phone: by keyboard alone, through a cut of the network, undone once."""

import pytest

from support.calls import start_campaign

CALLS = "/odoo/kms-calls"
CARD = ".o_kms_call_name"
# what a browser says of a network that was taken away on purpose
AWAY = "ERR_INTERNET_DISCONNECTED|Failed to fetch|ConnectionLost"


@pytest.fixture(scope="module")
def campaign(client):
    """A campaign of twelve people for the seller of the journey."""
    manager = client("marketing")
    [seller] = client("admin").call("res.users", "search", [("login", "=", "appels")])
    people = [
        {"name": f"Journey {n}", "contact_name": f"M. Appel {n}", "phone": f"+2376780000{n:02}"}
        for n in range(12)
    ]
    return start_campaign(manager, "Journey", people, [seller])


def _open(page, campaign):
    """The screen on the campaign of the journey, whatever others are running."""
    page.wait_for_selector(".o_kms_call_campaign, .o_kms_call_card")
    if page.locator(".o_kms_call_campaign").count():
        page.click(".o_kms_call_campaign:has-text('Journey')")
    page.wait_for_selector(CARD)


def _calls(sql, campaign):
    return sql(
        "SELECT kind, note FROM kms_call WHERE campaign_id = %s AND NOT is_undone ORDER BY id",
        (campaign,),
    )


def _press(page, *keys):
    """Keys of one call, and the next card."""
    name = page.inner_text(CARD)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function(
        """([selector, name]) => {
            const card = document.querySelector(selector);
            return card && card.innerText !== name;
        }""",
        arg=[CARD, name],
    )


def test_three_calls_by_keyboard_alone(page_as, campaign, sql):
    page = page_as("appels", path=CALLS)
    _open(page, campaign)
    assert "M. Appel" in page.inner_text(".o_kms_call_script")
    _press(page, "4", "Enter")
    page.keyboard.type("tres ")
    page.keyboard.type("content")
    page.keyboard.press("Escape")
    _press(page, "3", "Enter")
    _press(page, "2", "Enter")
    page.wait_for_function("document.querySelector('.o_kms_call_progress').innerText[0] === '3'")
    page.wait_for_timeout(1500)
    assert _calls(sql, campaign) == [
        ("no_answer", None),
        ("not_interested", "tres content"),
        ("callback", None),
    ]
    [(promised,)] = sql(
        "SELECT count(*) FROM kms_call_prospect WHERE campaign_id = %s AND state = 'callback'"
        " AND next_date > now() AT TIME ZONE 'UTC'",
        (campaign,),
    )
    assert promised == 1


def test_undo_brings_the_last_one_back(page_as, campaign, sql):
    page = page_as("appels", path=CALLS)
    _open(page, campaign)
    name = page.inner_text(CARD)
    _press(page, "3", "Enter")
    page.keyboard.press("Control+z")
    page.wait_for_function(f"document.querySelector('{CARD}').innerText === {name!r}")
    page.wait_for_timeout(1500)
    assert len(_calls(sql, campaign)) == 3
    [(undone,)] = sql(
        "SELECT count(*) FROM kms_call WHERE campaign_id = %s AND is_undone", (campaign,)
    )
    assert undone == 1


def test_five_calls_without_a_network(page_as, campaign, client, sql):
    """The company's sellers have four cards ahead: five calls go on without a network."""
    [(company,)] = sql("SELECT company_id FROM kms_call_campaign WHERE id = %s", (campaign,))
    client("admin").call("res.company", "write", [company], {"kms_call_cards_ahead": 4})
    page = page_as("appels", path=CALLS)
    page.expected_errors.append(AWAY)
    _open(page, campaign)
    before = len(_calls(sql, campaign))
    page.context.set_offline(True)
    for _call in range(4):
        _press(page, "3", "Enter")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_kms_call_empty")
    page.wait_for_selector(".o_kms_call_offline b:has-text('5')")
    assert len(_calls(sql, campaign)) == before
    page.context.set_offline(False)
    page.wait_for_selector(".o_kms_call_offline", state="detached")
    page.wait_for_selector(".o_kms_call_card")
    page.wait_for_timeout(2000)
    assert len(_calls(sql, campaign)) == before + 5
    [(uuids, people)] = sql(
        "SELECT count(DISTINCT uuid), count(DISTINCT prospect_id) FROM kms_call"
        " WHERE campaign_id = %s AND NOT is_undone",
        (campaign,),
    )
    assert uuids == people == before + 5


def test_on_a_phone(page_as, campaign):
    page = page_as("appels", width=360, height=740, path=CALLS)
    _open(page, campaign)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for button in page.locator(".o_kms_call_outcome").all():
        assert button.bounding_box()["height"] >= 44, "a thumb hits it"
    name = page.inner_text(CARD)
    page.tap(".o_kms_call_outcome[data-kind=no_answer]")
    page.tap("button[name=validate]")
    page.wait_for_function(f"document.querySelector('{CARD}').innerText !== {name!r}")
