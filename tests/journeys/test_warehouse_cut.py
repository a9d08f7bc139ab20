"""The storekeeper's whole path on a phone: two taps a step at most, cut off at bad moments."""

import time

import pytest

PHONE = {"width": 360, "height": 740}
CODES = ("ACC-VIS430", "QUI-CHARN90")
TAPS = 2


@pytest.fixture(scope="module")
def preparation(client):
    """An approved order of a sale that is paid."""
    seller, admin = client("showroom"), client("admin")
    found = admin.call(
        "product.product", "search_read", [("default_code", "in", CODES)], fields=["id"]
    )
    [partner] = seller.call("res.partner", "create", [{"name": "Mme Rosine Etame"}])
    lines = [(0, 0, {"product_id": product["id"], "product_uom_qty": 1}) for product in found]
    [sale] = seller.call("sale.order", "create", [{"partner_id": partner, "order_line": lines}])
    seller.call("sale.order", "action_confirm", [sale])
    action = admin.call("sale.order", "action_kms_invoice_and_collect", [sale])
    wizard = admin.call("account.payment.register", "create", {}, context=action["context"])
    admin.call("account.payment.register", "action_create_payments", [wizard])
    order = seller.call("sale.order", "action_kms_prepare", [sale])["res_id"]
    client("marketing").call("kms.preparation.order", "action_approve", [order])
    return order


class Phone:
    """Counts the taps of each step."""

    def __init__(self, page):
        self.page = page
        self.taps = 0

    def tap(self, selector):
        self.page.locator(selector).first.tap()
        self.taps += 1

    def step_ends(self):
        assert self.taps <= TAPS, f"{self.taps} taps"
        self.taps = 0

    def scan(self, code):
        """A scanner types the code and a line end; nobody taps."""
        self.page.fill("input[placeholder*='article']", code)
        self.page.press("input[placeholder*='article']", "Enter")

    def sign(self):
        box = self.page.locator(".o_kms_hand_over canvas").bounding_box()
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + 20, middle)
        self.page.mouse.down()
        for step in range(1, 10):
            self.page.mouse.move(box["x"] + 20 + step * 25, middle + (-1) ** step * 20)
        self.page.mouse.up()


def wait_for(page, sql, order, wanted):
    """Wait in the browser: what it sends passes through this process."""
    deadline = time.monotonic() + 20
    while True:
        [(state,)] = sql("SELECT state FROM kms_preparation_order WHERE id = %s", (order,))
        if state == wanted or time.monotonic() > deadline:
            assert state == wanted
            return
        page.wait_for_timeout(200)


def calls(page):
    """Collect the identifiers that the phone sends from now on."""
    sent = []

    def note(request):
        if request.url.endswith("/kms.warehouse/apply"):
            sent.append(request.post_data_json["params"]["args"][0]["uuid"])

    page.on("request", note)
    return sent


def test_from_the_shelf_to_the_customer(page_as, preparation, sql):
    page = page_as("magasin", **PHONE, path="/odoo/warehouse-board")
    page.expected_errors = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "Connec"]
    phone = Phone(page)
    phone.tap(".o_kms_warehouse_card:has-text('Etame') .btn-primary")
    wait_for(page, sql, preparation, "preparing")
    phone.step_ends()

    for code in CODES:
        phone.scan(code)
    page.wait_for_selector(".o_kms_preparation_line.border-success >> nth=1")
    page.wait_for_selector(".o_kms_outbox_waiting", state="detached")
    assert page.evaluate("document.body.scrollWidth - window.innerWidth") <= 0
    phone.step_ends()

    # the network goes between the scan and the confirmation
    page.context.set_offline(True)
    phone.tap(".o_kms_preparation footer .btn-primary")
    page.wait_for_selector(".o_kms_outbox_waiting")
    phone.step_ends()
    wait_for(page, sql, preparation, "preparing")
    page.context.set_offline(False)
    wait_for(page, sql, preparation, "ready")
    page.wait_for_selector(".o_kms_outbox_waiting", state="detached")

    # the server has done it, the answer is lost on the way: the phone sends it again
    sent, lost = calls(page), []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())
        route.abort()

    page.route("**/kms.warehouse/apply", lose)
    phone.tap(".o_kms_preparation footer .btn-primary")
    page.locator(".o_kms_hand_over canvas").wait_for()
    phone.sign()
    phone.tap(".o_kms_hand_over .btn-primary")
    phone.step_ends()
    wait_for(page, sql, preparation, "delivered")
    page.context.set_offline(True)
    page.context.set_offline(False)
    page.wait_for_selector(".o_kms_outbox_waiting", state="detached")
    deadline = time.monotonic() + 20
    while len(sent) < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert len(sent) >= 2, "the phone did not send it again"
    assert len(set(sent)) == 1, "another identifier for the same tap"
    moved = sql(
        "SELECT count(*), sum(move.quantity) FROM stock_move move JOIN stock_picking picking"
        " ON picking.id = move.picking_id WHERE picking.kms_preparation_id = %s"
        " AND move.state = 'done'",
        (preparation,),
    )
    assert moved == [(2, 2)]
    attempts = sql(
        "SELECT outcome FROM kms_delivery_attempt WHERE preparation_id = %s", (preparation,)
    )
    assert attempts == [("delivered",)]
