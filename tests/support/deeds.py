"""The steps that cost the house something when half of them is done, ready to be taken.

Each deed is a call, and a query with a column for each trace that it leaves: all are true, or none.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from .pos import line, make_product, open_tills
from .project import ROOT

PRICE = 5000
# the day of the house, not of the machine
HOUSE = ZoneInfo("Africa/Douala")
SIGNATURE = base64.b64encode(
    (ROOT / "addons/kms_suite/static/img/signature.png").read_bytes()
).decode()
CONFIRMED = """
    SELECT state = 'sale',
           (SELECT count(*) FROM stock_picking WHERE sale_id = sale.id) = 1
      FROM sale_order sale WHERE id = %s
"""
DELIVERED = """
    SELECT preparation.state = 'delivered',
           (SELECT COALESCE(SUM(move.quantity), 0) FROM stock_move move
              JOIN stock_picking picking ON picking.id = move.picking_id
             WHERE picking.kms_preparation_id = preparation.id AND move.state = 'done') = 1,
           (SELECT count(*) FROM kms_delivery_attempt attempt
             WHERE attempt.preparation_id = preparation.id) = 1
      FROM kms_preparation_order preparation WHERE preparation.id = %s
"""
PAID = """
    SELECT move.amount_residual = 0,
           (SELECT count(*) FROM account_payment payment
             WHERE payment.partner_id = move.partner_id) = 1
      FROM account_move move WHERE move.id = %s
"""
LEFT = """
    SELECT stay.state = 'checked_out',
           (SELECT count(*) FROM account_payment payment
             WHERE payment.partner_id = stay.partner_id) = 1,
           (SELECT count(*) FROM account_move move WHERE move.partner_id = stay.partner_id
               AND move.move_type = 'out_invoice' AND move.state = 'posted') = 1
      FROM kms_reservation stay WHERE stay.id = %s
"""
FEE = """
    SELECT (SELECT count(*) FROM account_payment WHERE kms_client_uuid = %s) = 1,
           (SELECT sum(amount) FROM account_payment WHERE kms_enrollment_id = %s) = 40000
"""
CALLED = """
    SELECT (SELECT count(*) FROM kms_call WHERE uuid = %s) = 1,
           (SELECT tries FROM kms_call_prospect WHERE id = %s) = 1
"""
SOLD = """
    SELECT (SELECT count(*) FROM pos_order WHERE uuid = %(key)s AND state = 'paid') = 1,
           (SELECT count(*) FROM pos_payment payment
              JOIN pos_order ticket ON ticket.id = payment.pos_order_id
             WHERE ticket.uuid = %(key)s) = 1
"""


@dataclass
class Deed:
    """One call and what there is of it."""

    name: str
    call: object
    traces: str
    values: object


class Deeds:
    """Prepares them over one server.

    :param client: fixture; whoever calls
    :param sql: runs a statement
    """

    KINDS = ("confirm", "deliver", "pay", "leave", "fee", "talk", "sell")

    def __init__(self, client, sql):
        self.client = client
        self.sql = sql
        admin = client("admin")
        self.product = self._goods(admin)
        self.ticketed = make_product(admin, PRICE, "Fault ticket")
        [self.till] = open_tills(client, "caisse", 1)
        self.rooms = self._rooms()
        self.session = self._course()
        self.campaign, self.prospects = self._campaign()

    def every(self):
        """One of each kind."""
        return [getattr(self, kind)() for kind in self.KINDS]

    def confirm(self):
        seller = self.client("showroom")
        order = self._order()
        call = lambda: seller.call("sale.order", "action_confirm", [order])  # noqa: E731
        return Deed("confirm", call, CONFIRMED, (order,))

    def deliver(self):
        order = self._order()
        self.client("showroom").call("sale.order", "action_confirm", [order])
        preparation = prepare(self.client, order)
        keeper = self.client("magasin")
        call = lambda: keeper.call(  # noqa: E731
            "kms.preparation.order", "action_deliver", [preparation]
        )
        return Deed("deliver", call, DELIVERED, (preparation,))

    def pay(self):
        order = self._order()
        self.client("showroom").call("sale.order", "action_confirm", [order])
        admin = self.client("admin")
        action = admin.call("sale.order", "action_kms_invoice_and_collect", [order])
        wizard = admin.call("account.payment.register", "create", {}, context=action["context"])
        [invoice] = admin.call("sale.order", "read", [order], ["invoice_ids"])[0]["invoice_ids"]
        call = lambda: admin.call(  # noqa: E731
            "account.payment.register", "action_create_payments", [wizard]
        )
        return Deed("pay", call, PAID, (invoice,))

    def leave(self):
        """A guest of today checks out and pays."""
        desk = self.client("concierge")
        today = datetime.now(tz=HOUSE).date()
        stay = desk.create(
            "kms.reservation",
            room_id=self.rooms.pop(),
            partner_id=self._partner(),
            checkin=str(today),
            checkout=str(today + timedelta(days=1)),
        )
        for step in ("action_confirm", "action_check_in"):
            desk.call("kms.reservation", step, [stay])
        context = desk.call("kms.reservation", "action_open_checkout", [stay])["context"]
        wizard = desk.call("kms.reservation.checkout", "create", {}, context=context)
        call = lambda: desk.call(  # noqa: E731
            "kms.reservation.checkout", "action_confirm", [wizard]
        )
        return Deed("leave", call, LEFT, (stay,))

    def fee(self):
        secretary, cashier = self.client("formation"), self.client("caisse")
        student = secretary.create(
            "kms.enrollment", session_id=self.session, partner_id=self._partner()
        )
        secretary.call("kms.enrollment", "action_enroll", [student])
        key = uuid4().hex
        values = {
            "uuid": key,
            "enrollment_id": student,
            "journal_id": cashier.call("kms.fee.desk", "load")["journals"][0]["id"],
            "amount": 40000,
        }
        call = lambda: cashier.call("kms.fee.desk", "pay", values)  # noqa: E731
        return Deed("fee", call, FEE, (key, student))

    def talk(self):
        agent, prospect = self.client("appels"), self.prospects.pop()
        values = {
            "uuid": uuid4().hex,
            "campaign_id": self.campaign,
            "prospect_id": prospect,
            "outcome_id": self.sql("SELECT id FROM kms_call_outcome WHERE kind = 'no_answer'")[0][
                0
            ],
            "duration": 28,
            "note": "",
        }
        call = lambda: agent.call("kms.call.session", "validate", values)  # noqa: E731
        return Deed("talk", call, CALLED, (values["uuid"], prospect))

    def sell(self):
        order = self.till.order([line(self.ticketed, PRICE)], self._partner())
        return Deed("sell", lambda: self.till.send(order), SOLD, {"key": order["uuid"]})

    def _partner(self):
        return self.client("showroom").create("res.partner", name=f"Fault {uuid4().hex[:8]}")

    def _order(self):
        return self.client("showroom").create(
            "sale.order",
            partner_id=self._partner(),
            order_line=[(0, 0, {"product_id": self.product, "product_uom_qty": 1})],
        )

    def _goods(self, admin):
        product = admin.create(
            "product.product", name="Fault panel", is_storable=True, list_price=PRICE
        )
        values = {"taxes_id": [(5, 0, 0)], "invoice_policy": "order"}
        admin.call("product.product", "write", [product], values)
        [warehouse] = admin.call(
            "stock.warehouse", "search_read", [], fields=["lot_stock_id", "company_id"], limit=1
        )
        quant = {"product_id": product, "location_id": warehouse["lot_stock_id"][0]}
        [quant] = admin.call(
            "stock.quant",
            "create",
            [{**quant, "inventory_quantity": 1000}],
            context={"inventory_mode": True},
        )
        admin.call("stock.quant", "action_apply_inventory", [quant])
        company = warehouse["company_id"][:1]
        admin.call("res.company", "write", company, {"kms_delivery_paid": False})
        return product

    def _rooms(self):
        manager = self.client("marketing")
        kind = manager.create("kms.room.type", name="Fault", rate_night=PRICE)
        rooms = [{"name": f"Fault {number}", "room_type_id": kind} for number in range(60)]
        return manager.call("kms.room", "create", rooms)

    def _course(self):
        course = self.client("marketing").create(
            "kms.course", name="Every fault", code="EVERY", list_price=100000
        )
        first = datetime.now(tz=HOUSE).date() + timedelta(days=30)
        return self.client("formation").create(
            "kms.course.session",
            course_id=course,
            date_begin=f"{first} 07:00:00",
            date_end=f"{first + timedelta(days=60)} 16:00:00",
            seats_max=500,
        )

    def _campaign(self):
        manager = self.client("marketing")
        campaign = manager.create("kms.call.campaign", name="Fault", script="Bonjour.")
        # at any hour, whatever the hour of the test is
        manager.call("kms.call.campaign", "write", [campaign], {"date_from": False})
        manager.call("kms.call.campaign", "action_start", [campaign])
        prospects = self.sql(
            "INSERT INTO kms_call_prospect (campaign_id, company_id, name, phone, state, tries,"
            " priority, is_business, create_date)"
            " SELECT id, company_id, 'Fault ' || n, '+2377' || lpad(n::text, 8, '0'), 'to_call', 0,"
            " '0', TRUE, now() AT TIME ZONE 'UTC'"
            " FROM kms_call_campaign, generate_series(1, 200) n WHERE id = %s RETURNING id",
            (campaign,),
        )
        return campaign, [prospect for (prospect,) in prospects]


def prepare(client, order):
    """One sale up to the customer's signature; the id of its preparation."""
    preparation = client("showroom").call("sale.order", "action_kms_prepare", [order])["res_id"]
    client("marketing").call("kms.preparation.order", "action_approve", [preparation])
    keeper = client("magasin")
    keeper.call("kms.preparation.order", "action_start", [preparation])
    moves = keeper.call(
        "stock.move", "search", [("picking_id.kms_preparation_id", "=", preparation)]
    )
    keeper.call("stock.move", "write", moves, {"picked": True})
    keeper.call("kms.preparation.order", "action_ready", [preparation])
    keeper.call("kms.preparation.order", "write", [preparation], {"signature": SIGNATURE})
    return preparation
