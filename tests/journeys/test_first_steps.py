"""A new colleague's first sign-in: the first steps of the role, until they are put away."""

import pytest

CARD = ".o_kms_first_steps"
PHONE = (360, 740)
# a finger on the middle of a button meets that button
REACHED = """(button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.fixture(scope="module")
def colleague(client, server):
    """The login of somebody new at the reception, as the administrator makes them."""
    admin = client("admin")
    [role] = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "kms_base"), ("name", "=", "role_reception")],
        ["res_id"],
    )
    admin.create(
        "res.users",
        name="Solange Nouvelle",
        login="nouvelle",
        password="nouvelle",
        lang="fr_FR",
        group_ids=[(4, role["res_id"])],
    )
    return "nouvelle"


def test_first_sign_in(page_as, client, colleague, sql):
    [(zone,)] = sql(
        "SELECT tz FROM res_partner WHERE id = (SELECT partner_id FROM res_users WHERE login = %s)",
        [colleague],
    )
    assert zone == "Africa/Douala"
    page = page_as(colleague)
    card = page.locator(CARD)
    card.get_by_text("Votre journée commence ici").wait_for()
    card.locator("h2:text-is('Noter un visiteur')").wait_for()
    # the cursor of the reception goes on waiting for a number
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    card.get_by_role("button", name="Suivant").click()
    card.get_by_role("button", name="Suivant").click()
    card.locator("h2:text-is('Retrouver un client')").wait_for()
    card.get_by_role("button", name="Ouvrir cet écran").click()
    page.wait_for_selector(".o_breadcrumb:has-text('Clients')")
    assert card.is_visible(), "the card goes along"
    card.locator(".btn-close").click()
    card.wait_for(state="detached")


def test_they_come_back_until_they_are_put_away(page_as, colleague, sql):
    page = page_as(colleague, *PHONE)
    card = page.locator(CARD)
    card.wait_for()
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    save = page.get_by_role("button", name="Enregistrer", exact=True)
    save.wait_for()
    assert save.evaluate(REACHED), "the card covers nothing that the work needs"
    with page.expect_response("**/kms.tip/put_away"):
        card.get_by_role("button", name="Ne plus montrer").click()
    card.wait_for(state="detached")
    assert sql("SELECT kms_first_steps FROM res_users WHERE login = %s", [colleague]) == [(False,)]
    page.goto(page.url.split("/odoo")[0] + "/odoo")
    page.wait_for_selector(".o_action_manager input")
    page.wait_for_timeout(1500)
    assert not page.locator(CARD).count()


def test_the_user_menu_opens_them_again(page_as):
    page = page_as("magasin")
    page.wait_for_selector(".o_action_manager > *")
    assert not page.locator(CARD).count(), "who came with the demo has seen them"
    page.click(".o_user_menu button")
    page.get_by_role("menuitem", name="Premiers pas").click()
    card = page.locator(CARD)
    card.wait_for()
    # by the keyboard alone
    card.locator("button:focus").wait_for()
    page.keyboard.press("Enter")
    card.locator("h2:text-is('Cocher ou scanner chaque ligne')").wait_for()
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
