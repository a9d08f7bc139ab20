"""A seller's session by keyboard alone, as a screen reader hears it: roles, names, what is said."""

import pytest

from support.calls import start_campaign

CALLS = "/odoo/kms-calls"
CARD = ".o_kms_call_name"
# what can be operated has to say what it is
OPERATED = {
    "button",
    "checkbox",
    "combobox",
    "Date",
    "DateTime",
    "link",
    "menuitem",
    "option",
    "radio",
    "searchbox",
    "slider",
    "switch",
    "tab",
    "textbox",
}
SCREEN = "Appels"


@pytest.fixture(scope="module")
def campaign(client):
    """A campaign of people for two sellers; the phone sellers' manager is the other one."""
    manager, admin = client("marketing"), client("admin")
    sellers = admin.call("res.users", "search", [("login", "in", ("appels", "marketing"))])
    people = [
        {"name": f"Key {n}", "contact_name": f"M. Clavier {n}", "phone": f"+2376761000{n:02}"}
        for n in range(20)
    ]
    return start_campaign(manager, "Clavier", people, sellers)


@pytest.fixture
def seller(page_as, campaign):
    """The screen, and the tree that a screen reader is given of it."""
    page = page_as("appels", path=CALLS)
    page.wait_for_selector(".o_kms_call_campaign, .o_kms_call_card")
    return Seller(page)


class Seller:
    def __init__(self, page):
        self.page = page
        self.devtools = page.context.new_cdp_session(page)

    # -- what is heard ---------------------------------------------------------------------------

    def tree(self, within=None):
        """Nodes that are not ignored: role, name, value and properties; of a part of the page."""
        nodes = self.devtools.send("Accessibility.getFullAXTree")["nodes"]
        children = {node["nodeId"]: node.get("childIds", []) for node in nodes}
        known = {node["nodeId"]: node for node in nodes}
        roots = [node["nodeId"] for node in nodes if not within or _is(node, *within)]
        assert roots, f"{within} is in the tree"
        found, stack = [], roots[:1]
        while stack:
            node = known.get(stack.pop())
            if node:
                stack += reversed(children[node["nodeId"]])
                if not node.get("ignored"):
                    found.append(_plain(node))
        return found

    def screen(self):
        return self.tree(("application", SCREEN))

    def focused(self):
        """What has the focus; the tree follows the page a moment later."""
        for _turn in range(20):
            if found := [node for node in self.tree() if node["focused"]]:
                return found[-1]
            self.page.wait_for_timeout(100)
        raise AssertionError("nothing has the focus")

    def said(self, part):
        """Wait until a live region says it."""
        self.page.wait_for_function(
            """part => [...document.querySelectorAll(".o_kms_call [aria-live=polite]")].some(
                (region) => region.textContent.replace(/\\s+/g, " ").includes(part))""",
            arg=part,
        )

    def check_names(self, nodes):
        nameless = [node for node in nodes if node["role"] in OPERATED and not node["name"]]
        assert not nameless, nameless

    # -- what is pressed -------------------------------------------------------------------------

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, role, name, key="Tab"):
        """Tab until a control has the focus."""
        for _step in range(60):
            node = self.focused()
            if node["role"] == role and node["name"].startswith(name):
                return node
            self.page.keyboard.press(key)
        raise AssertionError(f"Tab does not reach {role} {name!r}")

    def name(self):
        return self.page.inner_text(CARD)

    def next_card(self, name):
        self.page.wait_for_function(
            """([selector, name]) => {
                const card = document.querySelector(selector);
                return card && card.innerText !== name;
            }""",
            arg=[CARD, name],
        )


def _plain(node):
    properties = {
        one["name"]: one.get("value", {}).get("value") for one in node.get("properties", [])
    }
    return {
        "role": node.get("role", {}).get("value", ""),
        "name": node.get("name", {}).get("value", "").strip(),
        "description": node.get("description", {}).get("value", ""),
        "focused": properties.get("focused", False),
        "pressed": properties.get("pressed"),
        "shortcut": properties.get("keyshortcuts"),
        "live": properties.get("live"),
    }


def _is(node, role, name):
    plain = _plain(node)
    return plain["role"] == role and name in plain["name"]


def _open(seller):
    """Choose the campaign where there are several, and arrive on its first card."""
    if seller.page.locator(".o_kms_call_campaign").count():
        seller.tab_to("button", "Clavier")
        seller.press("Enter")
    seller.page.wait_for_selector(CARD)
    seller.said(seller.name())


def test_a_whole_session(seller):
    """Campaign, calls, a note, a next step, undo, later, pause: without a mouse."""
    seller.check_names(seller.tree())
    _open(seller)
    focused = seller.focused()
    assert (focused["role"], focused["name"]) == ("application", SCREEN)
    assert "chiffre" in focused["description"], "which keys there are"

    nodes = seller.screen()
    seller.check_names(nodes)
    roles = {(node["role"], node["name"]) for node in nodes}
    assert ("heading", seller.name()) in roles
    assert {("document", "Script"), ("timer", "Durée de l\u2019appel")} <= roles
    outcomes = [node for node in nodes if node["role"] == "button" and node["shortcut"]]
    assert {"1", "2", "3", "4", "Enter", "ArrowRight"} <= {node["shortcut"] for node in outcomes}

    # nobody answers
    name = seller.name()
    seller.press("4")
    seller.said("Absent")
    [chosen] = [node for node in seller.screen() if node["pressed"] == "true"]
    assert "Absent" in chosen["name"]
    seller.press("Enter")
    seller.next_card(name)
    seller.said(seller.name())
    assert seller.focused()["role"] == "application", "the next digit is heard"

    # somebody is interested: a note, and the next step of their choice
    name = seller.name()
    seller.page.keyboard.type("veut un devis")
    assert seller.focused()["role"] == "textbox"
    seller.press("Escape")
    assert seller.focused()["role"] == "application"
    seller.press("1")
    seller.check_names(seller.screen())
    seller.tab_to("button", "RDV")
    seller.press("Enter")
    seller.check_names(seller.screen())
    assert "RDV" in [node["name"] for node in seller.screen() if node["pressed"] == "true"], (
        "the step is chosen, the call not yet validated"
    )
    seller.press("Control+Enter")
    seller.next_card(name)
    assert seller.focused()["role"] == "application"

    # the last one was a mistake
    seller.press("Control+z")
    seller.page.wait_for_function(
        "([selector, name]) => document.querySelector(selector)?.innerText === name",
        arg=[CARD, name],
    )
    seller.said(name)
    assert seller.focused()["role"] == "application"

    seller.press("ArrowRight")
    seller.next_card(name)
    seller.said(seller.name())


def test_pause_and_back(seller):
    _open(seller)
    seller.tab_to("button", "Pause")
    seller.press("Enter")
    seller.said("Pause")
    seller.check_names(seller.screen())
    seller.tab_to("button", "Reprendre")
    seller.press("Enter")
    seller.page.wait_for_selector(CARD)
    assert seller.focused()["role"] == "application"
    name = seller.name()
    seller.press("4", "Enter")
    seller.next_card(name)


def test_reading_does_not_play(seller):
    """Arrows scroll the text that has the focus, and the card stays."""
    _open(seller)
    name = seller.name()
    seller.tab_to("document", "Script")
    seller.press("ArrowRight", "ArrowUp")
    assert seller.name() == name
    seller.press("4", "Enter")
    seller.next_card(name)


def test_two_calls_to_one_person(seller, campaign, client, sql):
    """The dialog takes the focus, keeps it, and gives it back."""
    _open(seller)
    name = seller.name()
    [(prospect,)] = sql(
        "SELECT id FROM kms_call_prospect WHERE campaign_id = %s AND name = %s", (campaign, name)
    )
    outcomes = client("marketing").call("kms.call.outcome", "search", [("kind", "=", "no_answer")])
    client("marketing").call(
        "kms.call.session",
        "validate",
        {
            "uuid": "c0ffee" * 4,
            "campaign_id": campaign,
            "prospect_id": prospect,
            "outcome_id": outcomes[0],
            "duration": 20,
        },
    )
    sql(
        "UPDATE kms_call_prospect SET state = 'done', lease_user_id = NULL WHERE id = %s",
        (prospect,),
    )
    seller.press("3", "Enter")
    seller.page.wait_for_selector(".modal .o_kms_call_version")
    dialog = seller.tree(("dialog", "Appelé deux fois"))
    seller.check_names(dialog)
    buttons = {node["name"] for node in dialog if node["role"] == "button"}
    inside = "document.querySelector('.modal').contains(document.activeElement)"
    for _step in range(len(buttons) + 2):
        seller.press("Tab")
        assert seller.page.evaluate(inside), "Tab stays in the dialog"
    seller.press("Escape")
    seller.page.wait_for_selector(".modal", state="detached")
    assert seller.focused()["role"] == "application"
    name = seller.name()
    seller.press("4", "Enter")
    seller.next_card(name)
