"""Two tills, one of which loses the network in the middle: customers, coupons, F5, and back."""

import re

import pytest

GONE = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "Connection", "pong"]
PRICE = 10_000
KNOWN = ("Mme Journée Hors Ligne", "+237 699 12 00 34", "699120034")
NEW = ("M. Nouveau Client", "677 45 10 98", "+237677451098")


@pytest.fixture(scope="module")
def shop(client):
    """Two open tills, an article, a loyalty program, a customer and a coupon for one use."""
    chief = client("admin")
    configs = chief.call("pos.config", "search", [], limit=2)
    product = chief.create(
        "product.product",
        name="Panneau hors ligne",
        type="consu",
        available_in_pos=True,
        taxes_id=[(5, 0, 0)],
        list_price=PRICE,
    )
    points = program(
        chief, "loyalty", [{"reward_point_amount": 0.001, "reward_point_mode": "money"}]
    )
    coupons = program(
        chief, "coupons", [{"minimum_qty": 0}], applies_on="current", trigger="with_code"
    )
    partner = chief.create("res.partner", name=KNOWN[0], phone=KNOWN[1])
    card = chief.create("loyalty.card", program_id=coupons, points=1)
    [read] = chief.call("loyalty.card", "read", [card], ["code"])
    for config in configs:
        session = chief.create("pos.session", config_id=config)
        chief.call("pos.session", "set_opening_control", [session], 0, "")
    return {
        "configs": configs,
        "product": product,
        "points": points,
        "coupons": coupons,
        "partner": partner,
        "card": card,
        "code": read["code"],
    }


def program(chief, kind, rules, **values):
    reward = {"discount": 10, "discount_applicability": "order", "required_points": 1}
    if kind == "loyalty":
        reward |= {"discount": 1, "required_points": 100_000}
    return chief.create(
        "loyalty.program",
        name=f"Journey {kind}",
        program_type=kind,
        rule_ids=[(5, 0, 0), *((0, 0, rule) for rule in rules)],
        reward_ids=[(5, 0, 0), (0, 0, reward)],
        communication_plan_ids=[(5, 0, 0)],
        **values,
    )


class Till:
    """A cashier's hands at one till."""

    def __init__(self, page, config):
        self.page = page
        self.config = config
        page.expected_errors = GONE
        page.on("dialog", lambda dialog: dialog.accept())
        # said by the till once per outage
        lost = page.locator(".modal:has-text('Connexion perdue') .btn-primary")
        page.add_locator_handler(lost, lost.click)
        page.wait_for_selector(".product-screen")
        # the index is there, and the worker that gives the page back
        page.wait_for_function("window.posmodel.kmsIndexLoader", timeout=30_000)
        page.evaluate("window.posmodel.kmsIndexLoader.round()")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function(
            "config => caches.open('kms-pos-pages')"
            ".then(pages => pages.match('/pos/ui/' + config)).then(Boolean)",
            arg=config,
        )

    def sell(self, name, times=1):
        for _time in range(times):
            self.page.locator(f"article.product:has-text('{name}')").first.click()

    def identify(self, phone):
        """Ask who has a number, as the cashier sees the answer."""
        self.page.keyboard.press("Alt+i")
        self.page.wait_for_selector(".o_kms_identify_number")
        # the last digit asks
        self.page.locator(".o_kms_identify_number").press_sequentially(phone.replace(" ", ""))
        self.page.wait_for_selector(".o_kms_identify_take, .o_kms_identify_create")

    def take(self):
        self.page.click(".o_kms_identify_take")
        self.page.wait_for_selector(".o_kms_identify_number", state="detached")

    def create(self, name):
        self.page.fill(".o_kms_identify_name", name)
        self.page.click(".o_kms_identify_create")
        self.page.wait_for_selector(".o_kms_identify_name", state="detached")

    def code(self, text):
        """Type a code; what is said is true or a sentence."""
        return self.page.evaluate("code => window.posmodel.activateCode(code)", text)

    def total(self):
        return self.page.evaluate("window.posmodel.getOrder().priceIncl")

    def order(self):
        return self.page.evaluate(
            "(order => ({uuid: order.uuid, customer: order.getPartner()?.name || '',"
            " lines: order.lines.length, codes: order.kms_offline_codes || ''}))"
            "(window.posmodel.getOrder())"
        )

    def pay(self):
        """Take the money in cash, and go on with a new order."""
        self.page.click(".product-screen .pay-order-button")
        self.page.locator(".paymentmethods .paymentmethod").first.click()
        self.page.locator(".payment-screen button.validation-button.next").first.click()
        self.page.locator(".receipt-screen .button.next").first.click()
        self.page.wait_for_selector(".product-screen")

    def reload(self):
        """F5, and the till is there again."""
        # the till writes its orders down a third of a second after the last change
        self.page.wait_for_timeout(700)
        self.page.reload(wait_until="commit")
        self.page.wait_for_selector(".product-screen", timeout=30_000)
        self.page.wait_for_function("window.posmodel && window.posmodel.kmsOfflineCoupons")

    def waiting(self):
        return self.page.evaluate(
            "window.posmodel.models['pos.order'].filter(o => o.finalized && !o.isSynced).length"
        )


@pytest.fixture
def tills(page_as, shop):
    first, second = shop["configs"]
    return (
        Till(page_as("caisse", path=f"/pos/ui/{first}?from_backend=True"), first),
        Till(page_as("admin", path=f"/pos/ui/{second}?from_backend=True"), second),
    )


def test_the_network_goes_in_the_middle(tills, shop, client, sql):
    away, here = tills
    name = "Panneau hors ligne"
    sold = []

    away.page.context.set_offline(True)
    away.page.wait_for_function("window.posmodel.data.network.offline")

    # a customer whom this till never loaded
    away.sell(name, 3)
    away.identify(KNOWN[2])
    away.take()
    assert away.order()["customer"] == KNOWN[0]
    assert away.code(shop["code"]) is True
    assert away.total() == PRICE * 3 * 0.9
    before = away.order()

    # any address, in the middle of an order
    assert re.search(r"/pos/ui/\d+/", away.page.url)
    away.reload()
    assert away.order() == before
    assert away.total() == PRICE * 3 * 0.9
    sold.append(before["uuid"])
    away.pay()

    # nobody's number yet
    away.sell(name, 2)
    away.identify(NEW[1])
    away.create(NEW[0])
    assert away.order()["customer"] == NEW[0]
    away.reload()
    assert away.order()["customer"] == NEW[0]
    sold.append(away.order()["uuid"])
    away.pay()
    assert away.waiting() == 2

    # the other till uses the same coupon meanwhile, and knows the customer as well
    here.sell(name, 1)
    here.identify(KNOWN[2])
    here.take()
    assert here.code(shop["code"]) is True
    sold.append(here.order()["uuid"])
    here.pay()

    away.page.context.set_offline(False)
    away.page.wait_for_function(
        "!window.posmodel.models['pos.order'].some(o => o.finalized && !o.isSynced)",
        timeout=30_000,
    )
    rows = sql(
        "SELECT o.uuid, p.name, o.state, o.kms_review_state, o.amount_total, p.phone_sanitized,"
        " o.kms_guest_phone FROM pos_order o LEFT JOIN res_partner p ON p.id = o.partner_id"
        " WHERE o.uuid = ANY(%s)",
        (sold,),
    )
    orders = {row[0]: row[1:] for row in rows}
    assert len(rows) == 3
    assert [orders[uuid][0] for uuid in sold] == [KNOWN[0], NEW[0], KNOWN[0]]
    # the last one there was second: kept and marked
    assert [orders[uuid][2] for uuid in sold] == ["review", None, None]
    assert orders[sold[0]][3] == PRICE * 3 * 0.9
    assert orders[sold[1]][4:] == (NEW[2], None)
    [(used, excess)] = sql(
        "SELECT count(*), count(*) FILTER (WHERE excess) FROM kms_coupon_use WHERE card_id = %s",
        (shop["card"],),
    )
    assert (used, excess) == (2, 1)
    [(balance, booked)] = sql(
        "SELECT sum(c.points), (SELECT sum(points) FROM kms_points_entry e"
        " WHERE e.card_id = ANY(array_agg(c.id))) FROM loyalty_card c"
        " WHERE c.program_id = %s",
        (shop["points"],),
    )
    assert balance == booked == 27 + 20 + 9
