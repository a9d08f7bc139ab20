"""The warehouse: preparation orders from the request to the customer's signature."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

ABSENT = 0.06  # share of deliveries that find nobody at home
RELEASED = 0.6  # share of unpaid sales that the manager lets leave
REASONS = (
    "Client de confiance, paie à la livraison",
    "Chèque remis, encaissement en cours",
    "Bon de commande de l'entreprise reçu",
)
INSTRUCTIONS = (
    "Appeler 30 minutes avant d'arriver",
    "Maison derrière la station, portail bleu",
    "Deuxième étage, prévoir deux manutentionnaires",
)
ABSENCES = ("Personne à la maison, téléphone éteint", "Client en déplacement, rappelle demain")
BAYS = ("Casier A1", "Casier A3", "Quai 2", "Casier B4")
# How far the orders of the last day have come, in turn: the board shows each of its columns.
TODAY = ("delivery", "preparing", "pickup", "waiting", "asked", "absent")


class Storekeeper:
    """Prepares what the salesperson asks for and the manager approves, and hands it over.

    :param teller: :class:`~.teller.Teller`, who knows the people, the hours and the plan
    """

    def __init__(self, teller):
        self.teller = teller
        self.random = teller.random
        self.signature = teller.signature
        self.due = defaultdict(list)  # sales by day
        self.delivered = []  # what has left, oldest first
        self.last = max(day.date for day in teller.plan.days if day.visits)

    def orders(self, login, orders):
        """Return the preparation orders in the hands of one of the people."""
        return self.teller.as_user(login)["kms.preparation.order"].browse(orders.ids)

    def ask(self, day, sales):
        """The salesperson asks for what was sold today, the manager approves.

        :param day: :class:`~.plan.Day`
        :param sales: pairs of a confirmed `sale.order` and its :class:`~.plan.Sale`
        """
        asked = self.teller.as_user("showroom")["kms.preparation.order"]
        for order, sale in sales:
            self.due[sale.deliver_on].append((order, sale))
            asked |= asked.browse(order.action_kms_prepare()["res_id"])
            home = self.random.random() < 0.6
            asked[-1].write(
                {
                    "request_type": self._draw_type(home),
                    "wanted_date": self.teller.now + timedelta(hours=3)
                    if sale.deliver_on == self.last
                    else order.picking_ids.scheduled_date,
                    "transport": self.random.choice(("driver", "driver", "courier"))
                    if home
                    else "customer",
                    "instructions": self.random.choice(INSTRUCTIONS) if home else False,
                }
            )
        if day.date != self.last:
            self.orders("marketing", asked).action_approve()

    def _draw_type(self, home):
        if self.random.random() < 0.12:
            return "urgent"
        return self.random.choice(("delivery", "normal") if home else ("pickup", "normal"))

    def deliver(self, day):
        """Prepare and hand over what is due; on the last day leave work on the board."""
        due = self.due.pop(day.date, [])
        if day.date == self.last:
            later = [pair for pairs in self.due.values() for pair in pairs]
            self._leave_open(due + later)
            return
        for order, sale in due:
            if not sale.payment and not self._let_leave(order):
                continue  # it waits in the warehouse for its money
            if self.random.random() < ABSENT:
                self._find_nobody(day, order, sale)
            else:
                self._hand_over(order, sale)

    def _let_leave(self, order):
        """The manager lets an unpaid sale leave, or not."""
        if self.random.random() > RELEASED:
            self._prepare(order)
            return False
        wizard = self.teller.as_user("marketing")["kms.delivery.release.wizard"]
        wizard.create({"sale_id": order.id, "reason": self.random.choice(REASONS)}).action_apply()
        return True

    def _prepare(self, order):
        """Start, tick and set aside; return the preparation order as the storekeeper's."""
        preparation = self.orders("magasin", order.kms_preparation_ids)
        if preparation.state == "waiting":
            preparation.action_start()
            self._tick(preparation)
            preparation.bay = self.random.choice(BAYS)
            preparation.action_ready()
        return preparation

    def _tick(self, preparation):
        for move in preparation.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True

    def _hand_over(self, order, sale):
        preparation = self._prepare(order)
        # Past the override that prints each signed note to a PDF: it would take longer than the
        # whole rest of the story.
        models.BaseModel.write(preparation.picking_ids, {"signature": self.signature})
        preparation.action_deliver()
        self.delivered.append((order, sale))

    def _find_nobody(self, day, order, sale):
        """The customer is absent: the goods come back and leave again on the next working day."""
        following = next(
            (
                other.date
                for other in self.teller.plan.days
                if other.date > day.date and other.visits
            ),
            None,
        )
        if not following:
            return
        moment = fields.Datetime.now() + (following - day.date)
        self._put_off(self._prepare(order), self.random.choice(ABSENCES), moment)
        self.due[following].append((order, sale))

    def _put_off(self, preparation, reason, moment):
        self.teller.as_user("magasin")["kms.preparation.reason"].create(
            {
                "preparation_id": preparation.id,
                "step": "absent",
                "reason": reason,
                "new_date": moment,
            }
        ).action_apply()

    # ------------------------------------------------------------
    # TODAY
    # ------------------------------------------------------------

    def _leave_open(self, sales):
        """Take the orders of the last day so far, each a little less than the one before."""
        # those which have waited at the counter since an earlier day show only one of the columns
        sales = sorted(sales, key=lambda pair: pair[0].kms_preparation_ids.state == "ready")
        for number, (order, _sale) in enumerate(sales):
            step = TODAY[number % len(TODAY)]
            preparation = order.kms_preparation_ids
            if step == "asked" and not preparation.approved_date:
                continue
            if not preparation.approved_date:
                self.orders("marketing", preparation).action_approve()
            if step in ("delivery", "pickup", "absent"):
                preparation.transport = "customer" if step == "pickup" else "driver"
                if not preparation.is_urgent:
                    preparation.request_type = "pickup" if step == "pickup" else "delivery"
                preparation.wanted_date = self.teller.now + timedelta(hours=2)
                ready = self._prepare(order)
                if step == "absent":
                    self._put_off(ready, ABSENCES[0], fields.Datetime.now() + timedelta(days=1))
            elif step == "preparing":
                self._begin(preparation)

    def _begin(self, preparation):
        """Half done: the first line is ticked."""
        preparation = self.orders("magasin", preparation)
        if preparation.state != "waiting":
            return
        preparation.action_start()
        first = preparation.move_ids[:1]
        first.quantity = first.product_uom_qty
        first.picked = True
