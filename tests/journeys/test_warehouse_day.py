"""A sale through the warehouse: asked for, approved, prepared without network, delivered once."""

import time

import pytest

from support.client import ServerError

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def sale(client):
    """A confirmed sale of two articles with stock, not paid yet."""
    seller = client("showroom")
    products = [
        product["id"]
        for product in client("admin").call(
            "product.product",
            "search_read",
            [("default_code", "in", ["ACC-VIS430", "QUI-CHARN90"])],
            fields=["id"],
        )
    ]
    assert len(products) == 2
    partner = seller.call(
        "res.partner", "create", {"name": "Mme Brigitte Ndedi", "phone": "699 22 33 44"}
    )
    order = seller.call(
        "sale.order",
        "create",
        {
            "partner_id": partner,
            "order_line": [
                (0, 0, {"product_id": product, "product_uom_qty": 2}) for product in products
            ],
        },
    )
    seller.call("sale.order", "action_confirm", [order])
    return order


def state(sql, sale):
    return sql(
        "SELECT state, picker.login FROM kms_preparation_order prep "
        "LEFT JOIN res_users picker ON picker.id = prep.preparer_id WHERE sale_id = %s "
        "ORDER BY prep.id",
        (sale,),
    )


def test_the_salesperson_asks_in_one_click(page_as, sale, sql):
    page = page_as("showroom", path=f"/odoo/sales/{sale}")
    page.click("button[name=action_kms_prepare]")
    page.wait_for_selector(".o_form_view:has-text('OP/')")
    page.click(".o_field_widget[name=request_type] :text('Urgent')")
    page.click("button.o_form_button_save")
    page.wait_for_selector("button.o_form_button_save", state="hidden")
    assert state(sql, sale) == [("waiting", None)]


def test_marketing_approves_before_the_warehouse_sees_it(page_as, sale, sql):
    warehouse = page_as("magasin", **PHONE, path="/odoo/warehouse-board")
    warehouse.wait_for_selector(".o_kms_warehouse_tabs")
    assert not warehouse.locator(".o_kms_warehouse_card:has-text('Ndedi')").count()
    page = page_as(
        "marketing", path="/odoo/action-kms_coordination.kms_preparation_order_action_approve"
    )
    page.locator(".o_data_row:has-text('Ndedi') button[name=action_approve]").click()
    page.wait_for_selector(".o_data_row:has-text('Ndedi')", state="detached")
    warehouse.reload()
    warehouse.wait_for_selector(".o_kms_warehouse_card:has-text('Ndedi')")


def test_the_storekeeper_prepares_without_network(page_as, sale, sql):
    page = page_as("magasin", **PHONE, path="/odoo/warehouse-board")
    page.expected_errors = ["ERR_INTERNET_DISCONNECTED", "Failed to fetch", "ConnectionLostError"]
    page.locator(".o_kms_warehouse_card:has-text('Ndedi') .btn-primary").tap()
    page.wait_for_selector(".o_kms_preparation_line >> nth=1")
    wait_for(sql, sale, "preparing")
    page.context.set_offline(True)
    page.fill("input[placeholder*='article']", "ACC-VIS430")
    page.press("input[placeholder*='article']", "Enter")
    page.locator(".o_kms_preparation_line[data-product*='QUI-CHARN90'] button >> nth=0").tap()
    page.locator(".o_kms_preparation footer .btn-primary").tap()
    page.wait_for_selector(".o_kms_outbox_waiting")
    assert state(sql, sale)[0][0] == "preparing"
    page.context.set_offline(False)
    wait_for(sql, sale, "ready")
    assert sql(
        "SELECT count(*) FROM stock_move m JOIN stock_picking p ON p.id = m.picking_id "
        "WHERE p.sale_id = %s AND m.state = 'done'",
        (sale,),
    ) == [(0,)], "only the delivery moves stock"


def test_unpaid_goods_stay_in_the_house(page_as, client, sale, sql):
    page = page_as("magasin", **PHONE, path="/odoo/warehouse-board")
    page.locator(".o_kms_warehouse_tabs button >> nth=2").tap()
    page.locator(".o_kms_warehouse_card:has-text('Ndedi') button >> nth=0").tap()
    button = page.locator(".o_kms_preparation footer .btn-primary")
    button.wait_for()
    assert button.is_disabled()
    [(order,)] = sql("SELECT id FROM kms_preparation_order WHERE sale_id = %s", (sale,))
    with pytest.raises(ServerError, match=r"pay|sign"):
        client("magasin").call("kms.preparation.order", "action_deliver", [order])


def test_paid_signed_and_delivered_once(page_as, client, sale, sql):
    admin = client("admin")
    action = admin.call("sale.order", "action_kms_invoice_and_collect", [sale])
    wizard = admin.call("account.payment.register", "create", {}, context=action["context"])
    admin.call("account.payment.register", "action_create_payments", [wizard])
    page = page_as("magasin", **PHONE, path="/odoo/warehouse-board")
    page.locator(".o_kms_warehouse_tabs button >> nth=2").tap()
    page.locator(".o_kms_warehouse_card:has-text('Ndedi') button >> nth=0").tap()
    page.locator(".o_kms_preparation footer .btn-primary").tap()
    canvas = page.locator(".o_kms_hand_over canvas")
    canvas.wait_for()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 10):
        page.mouse.move(box["x"] + 20 + step * 25, box["y"] + 40 + (-1) ** step * 20)
    page.mouse.up()
    page.locator(".o_kms_hand_over .btn-primary").tap()
    wait_for(sql, sale, "delivered")
    assert sql(
        "SELECT sum(m.quantity) FROM stock_move m JOIN stock_picking p ON p.id = m.picking_id "
        "WHERE p.sale_id = %s AND m.state = 'done'",
        (sale,),
    ) == [(4,)]
    overflow = page.evaluate("document.body.scrollWidth - window.innerWidth")
    assert overflow <= 0


def wait_for(sql, sale, wanted, seconds=15):
    deadline = time.monotonic() + seconds
    while state(sql, sale)[0][0] != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    assert state(sql, sale)[0][0] == wanted
