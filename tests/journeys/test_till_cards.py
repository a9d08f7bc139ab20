"""A gift card is sold, printed and spent at a till whose cashier can read no code of a card."""

import pytest

GOODS, GIFT = 10_000, 4_000


@pytest.fixture
def shop(client):
    """An open till that sells goods and gift cards, and gives a coupon for the next order."""
    chief = client("admin")
    [config] = chief.call("pos.config", "search", [], limit=1)
    article = {"type": "consu", "available_in_pos": True, "taxes_id": [(5, 0, 0)]}
    chief.create("product.product", name="Panneau en cadeau", list_price=GOODS, **article)
    gift = chief.create(
        "product.product", name="Carte offerte", list_price=GIFT, **{**article, "type": "service"}
    )
    [template] = chief.call("mail.template", "search", [("model", "=", "loyalty.card")], limit=1)
    [report] = chief.call(
        "ir.actions.report", "search", [("report_name", "=", "loyalty.gift_card_report_i18n")]
    )
    plan = {"trigger": "create", "mail_template_id": template, "pos_report_print_id": report}
    money = {"reward_point_amount": 1, "reward_point_mode": "money"}
    program(
        chief,
        "gift_card",
        {**money, "reward_point_split": True, "product_ids": [(6, 0, [gift])]},
        {"discount_mode": "per_point", "discount": 1},
        communication_plan_ids=[(5, 0, 0), (0, 0, plan)],
        trigger="auto",
    )
    program(
        chief, "next_order_coupons", {"minimum_amount": GOODS}, {"discount": 10}, trigger="auto"
    )
    session = chief.create("pos.session", config_id=config)
    chief.call("pos.session", "set_opening_control", [session], 0, "")
    return config


def program(chief, kind, rule, reward, **values):
    reward = {"discount_applicability": "order", "required_points": 1, **reward}
    values = {"communication_plan_ids": [(5, 0, 0)], **values}
    return chief.create(
        "loyalty.program",
        name=f"Journey {kind}",
        program_type=kind,
        applies_on="future",
        rule_ids=[(5, 0, 0), (0, 0, rule)],
        reward_ids=[(5, 0, 0), (0, 0, reward)],
        **values,
    )


@pytest.fixture
def till(page_as, shop):
    def opened():
        page = page_as("caisse", path=f"/pos/ui/{shop}?from_backend=True")
        page.wait_for_selector(".product-screen")
        page.wait_for_function("window.posmodel && window.posmodel.kmsOfflineCoupons")
        return page

    return opened


def sell(page, name):
    page.locator(f"article.product:has-text('{name}')").first.click()
    page.wait_for_selector(f".orderline:has-text('{name}')")


def pay(page):
    page.click(".product-screen .pay-order-button")
    page.locator(".paymentmethods .paymentmethod").first.click()
    page.locator(".payment-screen button.validation-button.next").first.click()
    page.wait_for_selector(".receipt-screen .pos-receipt", timeout=40_000)


def total(page):
    return page.evaluate("window.posmodel.getOrder().priceIncl")


def codes(sql, kind):
    return sql(
        "SELECT c.id, c.code, c.points FROM loyalty_card c JOIN loyalty_program p"
        " ON p.id = c.program_id WHERE p.program_type = %s ORDER BY c.id",
        (kind,),
    )


def test_sold_printed_and_spent(till, client, sql):
    page = till()
    sell(page, "Carte offerte")
    with page.expect_download(timeout=60_000) as paper:
        pay(page)
    assert paper.value.suggested_filename.endswith(".pdf")
    [(card, code, points)] = codes(sql, "gift_card")
    assert points == GIFT

    # a colleague's account, or this one, finds nothing
    cashier = client("caisse")
    assert cashier.call("loyalty.card", "search", [("code", "=", code)]) == []

    page.locator(".receipt-screen .button.next").first.click()
    sell(page, "Panneau en cadeau")
    assert page.evaluate("code => window.posmodel.activateCode(code)", code) is True
    page.wait_for_function(
        "most => window.posmodel.getOrder().priceIncl === most", arg=GOODS - GIFT
    )
    page.evaluate(
        "window.posmodel.syncAllOrders({orders: [window.posmodel.getOrder()]}).then(() => true)"
    )
    page.wait_for_function("typeof window.posmodel.getOrder().id === 'number'")
    uuid = page.evaluate("window.posmodel.getOrder().uuid")
    assert total(page) == GOODS - GIFT, "what the server answered takes nothing away"
    pay(page)
    [(_card, _code, points)] = codes(sql, "gift_card")
    assert points == 0
    [(_card, following, _points)] = codes(sql, "next_order_coupons")
    assert following in page.locator(".pos-receipt").inner_text()
    [(state, review)] = sql(
        "SELECT state, kms_review_reason FROM pos_order WHERE uuid = %s", (uuid,)
    )
    assert (state, review) == ("paid", None)

    # the coupon of the ticket is used the next time
    page.locator(".receipt-screen .button.next").first.click()
    sell(page, "Panneau en cadeau")
    assert page.evaluate("code => window.posmodel.activateCode(code)", following) is True
    page.wait_for_function("most => window.posmodel.getOrder().priceIncl === most", arg=GOODS * 0.9)
    pay(page)
    assert codes(sql, "next_order_coupons")[0][2] == 0

    # another screen of the till has never heard of the card, and looks at the sale
    other = till()
    other.locator(".pos-leftheader .orders-button").click()
    other.locator(".pos-search-bar .filter").click()
    other.locator(".pos-search-bar .filter li:has-text('Payé')").click()
    other.locator(".ticket-screen .order-row").first.wait_for()
    known = other.wait_for_function(
        "id => (card => card && ({code: card.code, points: card.points}))"
        "(window.posmodel.models['loyalty.card'].get(id))",
        arg=card,
    ).json_value()
    assert known["points"] == 0
    assert code not in known["code"]
