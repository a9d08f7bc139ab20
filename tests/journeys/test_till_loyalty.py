"""The till asks who it is: a known customer, a new one, a number that is none."""

import re

import pytest

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def gold(client, sql):
    """A customer of the tier GOLD with points to win and a coupon for having got there."""
    admin = client("admin")
    partner = admin.call("res.partner", "create", {"name": "Jean Kouamé", "phone": "699 45 67 89"})
    [(tier, company)] = sql("SELECT id, company_id FROM kms_loyalty_tier WHERE threshold = 50")
    sql(
        "INSERT INTO kms_loyalty_score (partner_id, company_id, tier_id, frequency, regularity,"
        " recency, amount, score, purchases, periods, last_purchase)"
        " VALUES (%s, %s, %s, 12, 20, 20, 8, 60, 9, 5, CURRENT_DATE - 3) RETURNING id",
        (partner, company, tier),
    )
    admin.call(
        "loyalty.program",
        "create",
        {
            "name": "Points KMS",
            "program_type": "loyalty",
            "trigger": "auto",
            "applies_on": "both",
            "portal_visible": True,
            "portal_point_name": "Points",
            "rule_ids": [
                (5, 0, 0),
                (0, 0, {"reward_point_amount": 0.001, "reward_point_mode": "money"}),
            ],
            "reward_ids": [
                (5, 0, 0),
                (
                    0,
                    0,
                    {
                        "reward_type": "discount",
                        "discount_mode": "per_order",
                        "discount": 5000,
                        "required_points": 500,
                    },
                ),
            ],
        },
    )
    return partner


@pytest.fixture
def till(page_as):
    """A till of the showroom, its session open."""

    def opened(**size):
        page = page_as("caisse", path="/pos/ui/1?from_backend=True", **size)
        page.wait_for_selector(".product-screen", timeout=60000)
        opening = page.locator(".modal-footer .btn-primary")
        if opening.count() or page.locator(".opening-control").count():
            opening.first.click()
            page.wait_for_selector(".modal", state="detached")
        page.wait_for_selector(".o_kms_customer_strip:visible")
        return page

    return opened


@pytest.fixture
def congratulated(client, sql, gold):
    """The coupon that the customer was given for reaching GOLD; its code."""
    admin = client("admin")
    program = admin.create(
        "loyalty.program",
        name="Félicitations GOLD",
        program_type="coupons",
        trigger="with_code",
        applies_on="current",
        rule_ids=[(5, 0, 0), (0, 0, {"minimum_amount": 10_000, "minimum_qty": 0})],
        reward_ids=[(5, 0, 0), (0, 0, {"discount": 5, "discount_applicability": "order"})],
        communication_plan_ids=[(5, 0, 0)],
    )
    [(tier,)] = sql("SELECT tier_id FROM kms_loyalty_score WHERE partner_id = %s", (gold,))
    sql(
        "UPDATE kms_loyalty_tier SET coupon_program_id = %s WHERE id = %s RETURNING id",
        (program, tier),
    )
    values = {"program_id": program, "partner_id": gold, "points": 1}
    card = admin.create("loyalty.card", expiration_date="2099-12-31", **values)
    [read] = admin.call("loyalty.card", "read", [card], ["code"])
    return read["code"]


def read_qr(page, selector):
    """Read a QR code off the screen, as the camera of a till would."""
    page.add_script_tag(url="/web/static/lib/zxing-library/zxing-library.js")
    return page.evaluate(
        """async selector => {
            const image = document.querySelector(selector);
            await image.decode();
            const canvas = Object.assign(document.createElement("canvas"),
                { width: 2 * image.width + 80, height: 2 * image.height + 80 });
            const pen = canvas.getContext("2d");
            pen.fillStyle = "white";
            pen.fillRect(0, 0, canvas.width, canvas.height);
            pen.drawImage(image, 40, 40, 2 * image.width, 2 * image.height);
            const picture = new Image();
            picture.src = canvas.toDataURL();
            await picture.decode();
            return (await new ZXing.BrowserQRCodeReader().decodeFromImage(picture)).getText();
        }""",
        selector,
    )


def francs(text):
    return int(re.sub(r"[^\d]", "", text))


def test_a_known_customer_gets_the_discount_and_the_points(till, gold, congratulated, sql):
    page = till()
    page.keyboard.press("Alt+i")
    page.wait_for_selector(".o_kms_identify_number")
    page.keyboard.type("699456789")
    page.wait_for_selector(".o_kms_customer_card:has-text('Jean Kouamé')")
    card = page.locator(".o_kms_customer_card").inner_text()
    assert "GOLD" in card
    assert "60" in card
    assert re.search(r"5\s% de remise", card)
    page.keyboard.press("Enter")
    page.wait_for_selector(".o_kms_customer_strip:has-text('Jean Kouamé')")
    page.locator(".product:has-text('MDF')").first.click()
    page.wait_for_selector(".orderline:has-text('Remise GOLD')")
    goods, discount = (
        francs(page.locator(f".orderline:has-text('{name}') .price").first.inner_text())
        for name in ("MDF", "Remise GOLD")
    )
    assert discount == round(goods * 0.05)

    # another number of pieces, another discount; nobody, none
    page.keyboard.press("3")
    page.wait_for_function(
        "most => parseInt([...document.querySelectorAll('.orderline')].find(line => "
        "line.innerText.includes('GOLD')).querySelector('.price').innerText.replace(/[^0-9]/g, ''))"
        " > most",
        arg=discount * 2,
    )
    page.locator(".o_kms_customer_strip").first.click()
    page.locator(".o_kms_identify_without").click()
    page.wait_for_selector(".orderline:has-text('Remise GOLD')", state="detached")
    page.keyboard.press("Alt+i")
    page.wait_for_selector(".o_kms_identify_number")
    page.keyboard.type("699456789")
    page.locator(".o_kms_identify_take").click()
    page.wait_for_selector(".orderline:has-text('Remise GOLD')")

    page.locator(".pay-order-button").click()
    page.locator(".paymentmethod").first.click()
    page.locator("button:has-text('Valider')").first.click()
    page.wait_for_selector(".pos-receipt .kms-loyalty-tier", timeout=40000)
    receipt = page.locator(".pos-receipt").inner_text()
    for words in ("Palier de fidélité", "GOLD", "Points gagnés", "Vous avez économisé"):
        assert words in receipt, receipt
    gift = page.locator(".pos-receipt .kms-congratulation").inner_text()
    for words in ("Félicitations", congratulated, "5 %", "10 000 FCFA", "31/12/2099"):
        assert words in re.sub(r"\s", " ", gift), gift
    assert read_qr(page, ".pos-receipt .kms-congratulation img") == congratulated
    [(order, review, total)] = sql(
        "SELECT id, kms_review_reason, amount_total FROM pos_order WHERE partner_id = %s", (gold,)
    )
    assert review is None, "the server would have asked for the same"
    [(points,)] = sql("SELECT points FROM kms_points_entry WHERE pos_order_id = %s", (order,))
    assert abs(points - float(total) / 1000) <= 1
    assert f"{points:.0f}" in receipt
    paid_back(page, sql, order, total)


def take_back(page, quantity):
    """Take pieces of the last sale back."""
    page.locator(".receipt-screen button:has-text('Nouvelle commande')").click()
    page.locator(".pos-leftheader .orders-button").click()
    page.locator(".pos-search-bar .filter").click()
    page.locator(".pos-search-bar .filter li:has-text('Payé')").click()
    page.locator(".ticket-screen .order-row:has-text('Jean Kouamé')").last.click()
    page.locator(".ticket-screen .orderline:has-text('MDF')").first.click()
    page.keyboard.press(str(quantity))
    page.wait_for_selector(".ticket-screen .to-refund-highlight")
    page.locator(".ticket-screen .btn-primary.pay-order-button").click()
    page.wait_for_selector(".payment-screen")
    page.locator(".paymentmethod").first.click()
    page.locator("button:has-text('Valider')").first.click()
    page.wait_for_selector(".receipt-screen", timeout=40000)


def paid_back(page, sql, order, total):
    """One of three comes back with its share of the discount, then the rest."""
    read = (
        "SELECT DISTINCT o.id, o.amount_total, o.kms_review_reason FROM pos_order o"
        " JOIN pos_order_line l ON l.order_id = o.id"
        " JOIN pos_order_line s ON s.id = l.refunded_orderline_id WHERE s.order_id = %s"
        " ORDER BY o.id"
    )
    take_back(page, 1)
    [(_id, first, review)] = sql(read, (order,))
    assert review is None
    assert abs(first + total / 3) <= 1
    take_back(page, 2)
    backs = sql(read, (order,))
    assert [review for _id, _amount, review in backs] == [None, None]
    assert sum(amount for _id, amount, _review in backs) == -total


def test_a_new_customer_is_made_in_one_more_tap(till, sql):
    page = till(**PHONE)
    page.locator(".o_kms_customer_strip:visible").first.tap()
    for digit in "655112233":
        page.locator(f"[data-key='{digit}']").tap()
    page.wait_for_selector(".o_kms_identify_create")
    page.locator(".o_kms_identify_optin").tap()
    page.locator(".o_kms_identify_create").tap()
    page.wait_for_selector(".o_kms_identify_number", state="detached")
    page.wait_for_selector(".o_kms_customer_strip:has-text('655 11 22 33'):visible")
    overflow = page.evaluate("document.body.scrollWidth - window.innerWidth")
    assert overflow <= 0
    words = sql(
        "SELECT DISTINCT w.said, u.login FROM kms_marketing_consent w"
        " JOIN res_partner p ON p.id = w.partner_id JOIN res_users u ON u.id = w.user_id"
        " WHERE p.phone_sanitized = %s",
        ("+237655112233",),
    )
    assert words == [("agree", "caisse")]


def test_a_number_that_is_none_is_answered_with_a_sentence(till, sql):
    before = sql("SELECT count(*) FROM kms_customer_lookup")
    page = till()
    page.keyboard.press("Alt+i")
    page.wait_for_selector(".o_kms_identify_number")
    page.keyboard.type("12345")
    page.keyboard.press("Enter")
    sentence = page.locator(".o_kms_identify_sentence")
    sentence.wait_for()
    assert "12345" in sentence.inner_text()
    assert sql("SELECT count(*) FROM kms_customer_lookup") == before, "nobody was looked up"
