"""Hostile or careless input: a sentence, nothing lost, no traceback."""

import base64
import io

import pytest
from openpyxl import load_workbook
from PIL import Image

from support.client import ServerError

SENTENCES = {
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
}
NASTY = {
    "endless": "x" * 10_000,
    "emoji": "🪑🛋️ Mme Fleur",
    "right to left": "\u202eأحمد بن علي",
    "script": "<script>document.title='pwned'</script>",
    "formula": "=cmd|' /C calc'!A0",
    "quote": "'; DROP TABLE crm_lead; --",
    "template": "{{ 7*7 }} ${7*7} %(x)s",
    "zero byte": "a\x00b",
    "blank": " \t\n ",
}


def attempt(call, *args, **kwargs):
    """Return the answer, or None when the server refused with a sentence."""
    try:
        return call(*args, **kwargs)
    except ServerError as error:
        assert error.name in SENTENCES, f"{error.name}: {error}\n{error.debug}"
        assert str(error).strip(), "a refusal without a sentence"
        return None


@pytest.mark.parametrize("kind", NASTY)
def test_reception(client, sql, kind):
    nasty = NASTY[kind]
    desk = client("accueil")
    uuid = f"{abs(hash(kind)):016x}"[:16]
    answer = attempt(desk.call, "kms.reception", "register_visit", {"uuid": uuid, "name": nasty})
    if answer:
        [(name,)] = sql("SELECT contact_name FROM crm_lead WHERE id = %s", (answer["id"],))
        assert name == nasty.strip()
        action = attempt(desk.call, "crm.lead", "action_kms_convert_to_quotation", [answer["id"]])
        assert action, "a visitor who was written down can be quoted"
    for field in ("phone", "orientation", "product_id", "source_id", "user_id", "uuid"):
        values = {"uuid": "e" * 16, "name": "Mme Normale", field: nasty}
        attempt(desk.call, "kms.reception", "register_visit", values)
    attempt(desk.call, "res.partner", "kms_find_by_phone", nasty)


@pytest.mark.parametrize("kind", NASTY)
def test_customer_card_and_remark(client, kind):
    nasty = NASTY[kind]
    seller = client("showroom")
    for field in ("name", "phone", "kms_mobile", "kms_firstname", "email", "street", "vat"):
        attempt(seller.call, "res.partner", "create", [{"name": "Mme Normale", field: nasty}])
    [order] = seller.call("sale.order", "search", [("state", "=", "draft")], limit=1) or [None]
    if order:
        attempt(seller.call, "sale.order", "write", [order], {"kms_remark": nasty})


@pytest.mark.parametrize("when", ["9999-99-99", "0000-00-00", "demain", "31/02/2026", 42])
def test_impossible_dates(client, when):
    seller = client("showroom")
    [order] = seller.call("sale.order", "search", [], limit=1)
    with pytest.raises(ServerError):
        seller.call("sale.order", "write", [order], {"validity_date": when})


def test_expired_quotation_is_refused_in_french(client):
    seller = client("showroom")
    order = _quotation(seller)
    seller.call("sale.order", "write", [order], {"validity_date": "2020-01-01"})
    with pytest.raises(ServerError, match="a expiré le"):
        seller.call("sale.order", "action_confirm", [order])
    assert seller.read_one("sale.order", order, "state")["state"] == "draft"


def test_product_without_stock_is_sold_but_not_delivered(client):
    seller, keeper = client("showroom"), client("magasin")
    order = _quotation(seller, quantity=100_000)
    seller.call("sale.order", "action_confirm", [order])
    [picking] = keeper.call("stock.picking", "search", [("sale_id", "=", order)])
    [move] = keeper.call("stock.move", "search", [("picking_id", "=", picking)])
    pixel = base64.b64encode(_pixel()).decode()
    keeper.call("stock.picking", "write", [picking], {"signature": pixel})
    keeper.call("stock.move", "write", [move], {"quantity": 100_000})
    manager = client("marketing")
    release = {"sale_id": order, "reason": "Paid elsewhere"}
    wizard = manager.call("kms.delivery.release.wizard", "create", release)
    manager.call("kms.delivery.release.wizard", "action_apply", [wizard])
    with pytest.raises(ServerError, match="Stock insuffisant"):
        keeper.call("stock.picking", "button_validate", [picking])
    assert keeper.read_one("stock.picking", picking, "state")["state"] != "done"


def test_script_in_a_name_does_not_run(page_as, client):
    client("accueil").call(
        "kms.reception", "register_visit", {"uuid": "c" * 16, "name": NASTY["script"]}
    )
    page = page_as("accueil")
    page.wait_for_selector(".o_kms_visit:has-text('<script>')")
    assert page.title() != "pwned"


def test_register_exports_without_formula(client):
    client("accueil").call(
        "kms.reception", "register_visit", {"uuid": "d" * 16, "name": NASTY["formula"]}
    )
    content = client("marketing").export(
        "crm.lead", [("contact_name", "=", NASTY["formula"])], {"contact_name": "Visiteur"}
    )
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row]
    assert NASTY["formula"] in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}


def _quotation(seller, quantity=1):
    [product] = seller.call(
        "product.product", "search", [("default_code", "=", "MEU-SAL-001")], limit=1
    )
    visit = seller.call(
        "crm.lead",
        "create",
        [{"name": "Test", "contact_name": "Mme Test", "kms_channel": "showroom"}],
    )[0]
    order = seller.call("crm.lead", "action_kms_convert_to_quotation", [visit])["res_id"]
    line = {"order_id": order, "product_id": product, "product_uom_qty": quantity}
    seller.call("sale.order.line", "create", [line])
    return order


def _pixel():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return buffer.getvalue()


HUGE = (2**31, 2**63, 10**30, -1, True, "7", [7], {"id": 7})
DAY = ("2026-11-23", "2026-11-24")
# Who, model, method, arguments around the id.
SCREENS = {
    "warehouse": ("magasin", "kms.warehouse", "apply", lambda one: [{**STEP, "order_id": one}]),
    "line": ("magasin", "kms.warehouse", "apply", lambda one: [{**STEP, "move_id": one}]),
    "reception": (
        "accueil",
        "kms.reception",
        "register_visit",
        lambda one: [{"uuid": "d" * 16, "name": "Mme Normale", "product_id": one}],
    ),
    "field card": ("terrain", "kms.field.map", "load_card", lambda one: ["visits", one]),
    "round": ("terrain", "kms.field.round", "sort_round", lambda one: [one]),
    "plan": ("terrain", "kms.field.round", "plan_round", lambda one: [[one]]),
    "board": ("direction", "kms.board", "load", lambda one: [one]),
    "filter": ("direction", "kms.board", "load", lambda one: [False, None, {"user_id": one}]),
    "layout": ("direction", "kms.board", "save_layout", lambda one: [one, []]),
    "reset": ("direction", "kms.board", "reset_layout", lambda one: [one]),
    "picture": ("direction", "kms.board", "picture", lambda one: [False, None, None, one]),
    "registers": ("marketing", "kms.register", "close_day", lambda one: [False, [one]]),
    "reopen": ("direction", "kms.register", "reopen_day", lambda one: [False, one, "a reason"]),
    "import": ("marketing", "kms.lead.import", "load_screen", lambda one: [one]),
    "rooms": ("concierge", "kms.hotel.board", "load", lambda one: [False, 31, one]),
    "move": ("concierge", "kms.hotel.board", "move", lambda one: [one, one, *DAY]),
    "free": ("concierge", "kms.room", "search_free", lambda one: [*DAY, one]),
}
STEP = {"uuid": "c" * 16, "step": "line", "order_id": 1, "quantity": 1}


@pytest.mark.parametrize("screen", SCREENS)
def test_ids_that_are_none(client, screen):
    """What no record can have as its id is answered with a sentence, or with nothing."""
    login, model, method, arguments = SCREENS[screen]
    for one in HUGE:
        attempt(client(login).call, model, method, *arguments(one))
