"""After the sale: the customer says what they think, by link or on the tablet."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

PHONE_SIZE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def sale(client):
    """A sale that nobody has rated, and the customer's link to do so."""
    showroom = client("showroom")
    [order] = showroom.call(
        "sale.order",
        "search_read",
        [("state", "=", "sale"), ("partner_id.phone_sanitized", "!=", False)],
        ["partner_id"],
        limit=1,
        order="id desc",
    )
    action = showroom.call("sale.order", "action_kms_ask_whatsapp", [order["id"]])
    [text] = parse_qs(urlsplit(action["url"]).query)["text"]
    return {"id": order["id"], "path": urlsplit(re.search(r"https?://\S+", text)[0]).path}


@pytest.fixture
def stranger(browser, server):
    """A phone that has never signed in."""
    context = browser.new_context(locale="fr-FR", viewport=PHONE_SIZE, has_touch=True)
    page = context.new_page()
    page.goto_path = lambda path: page.goto(server.url + path)
    yield page
    context.close()


def test_customer_answers_by_link_without_signing_in(stranger, sale, sql):
    stranger.goto_path(sale["path"])
    assert stranger.locator(".level").count() == 5
    assert stranger.evaluate("document.documentElement.scrollWidth") <= PHONE_SIZE["width"]
    stranger.tap(".level:has-text('Insatisfait') >> nth=0")
    stranger.fill("textarea", "Livraison trop longue")
    stranger.tap("button[type=submit]")
    stranger.wait_for_selector("h1:has-text('Merci')")
    answer = (
        "SELECT rating, comment, origin FROM kms_satisfaction "
        "WHERE res_model = 'sale.order' AND res_id = %s"
    )
    assert sql(answer, (sale["id"],)) == [(2, "Livraison trop longue", "link")]
    assert sql(
        "SELECT u.login FROM mail_activity a JOIN res_users u ON u.id = a.user_id "
        "JOIN kms_satisfaction s ON s.id = a.res_id AND a.res_model = 'kms.satisfaction' "
        "WHERE s.res_model = 'sale.order' AND s.res_id = %s",
        (sale["id"],),
    ) == [("marketing",)]
    stranger.tap("text=Changer ma réponse")
    stranger.tap(".level:has-text('5/5')")
    stranger.tap("button[type=submit]")
    stranger.wait_for_selector("h1:has-text('Merci')")
    assert [row[0] for row in sql(answer, (sale["id"],))] == [5]


def test_a_wrong_link_tells_nothing(stranger, sale):
    response = stranger.goto_path(sale["path"][:-1] + "~")
    assert response.status == 404
    assert "Livraison" not in stranger.content()


def test_tablet_after_the_sale(page_as, sql):
    # early in the morning the house has sold nothing yet
    sql(
        "UPDATE sale_order SET date_order = now() AT TIME ZONE 'UTC' WHERE id IN (SELECT id FROM"
        " sale_order WHERE state = 'sale' AND kms_channel = 'showroom' ORDER BY id DESC LIMIT 3)"
    )
    before = sql("SELECT count(*) FROM kms_satisfaction WHERE origin = 'tablet'")[0][0]
    page = page_as("showroom", 360, 740, "/odoo/action-kms_marketing.satisfaction_desk_action")
    page.tap(".o_kms_desk_choose")
    page.tap(".o_kms_desk_document >> nth=0")
    overflow = page.evaluate("document.querySelector('.o_kms_desk').scrollWidth - innerWidth")
    assert overflow <= 0
    page.tap(".o_kms_level:has-text('Très satisfait')")
    page.tap(".o_kms_desk_send")
    page.wait_for_selector(".o_kms_desk_thanks")
    assert sql("SELECT count(*) FROM kms_satisfaction WHERE origin = 'tablet'") == [(before + 1,)]
    # by itself, and without the name of whoever was there
    page.wait_for_selector(".o_kms_desk_choose", timeout=15000)


def test_marketing_reads_register_11(page_as):
    page = page_as("marketing", path="/odoo/action-kms_marketing.kms_satisfaction_action_register")
    page.wait_for_selector(".o_data_row:has-text('Très satisfait')")
