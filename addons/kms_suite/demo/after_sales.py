"""What goes wrong: products that run out, customers who are not content."""

from datetime import timedelta

from odoo import Command, fields, models

from .reference import transaction_ref

# Working days before the end, problem, solution, in the customer's words, satisfaction afterwards.
# The last ones are still open: nobody has decided, or the goods are on their way.
DISPUTES = (
    (19, "defective", "replacement", "Rayé sur un côté, vu au déballage", "4"),
    (15, "wrong_product", "refund", "Un autre modèle que celui de la commande", "3"),
    (11, "late", "goodwill", "Livré trois jours après la date promise", "5"),
    (7, "quality", "store_credit", "La finition se décolle, le client reviendra acheter", "4"),
    (5, "other", "abandoned", "Trouve la couleur plus foncée que l'échantillon", False),
    (3, "delivery_error", "coming", "Un carton resté dans le camion", False),
    (1, "defective", "taken", "Abîmé sous l'emballage intact", False),
    (0, "quality", "reported", "Moins solide que le modèle exposé", False),
)
# Working days before the end, product, what marketing does about it.
SHORTAGES = (
    (16, "QUI-POIGN160", "Commande groupée avec les charnières lundi"),
    (9, "PAN-MULTI21", "Proposer le CTBX 18 en attendant la livraison"),
)
GOODWILL = 5_000  # FCFA


class AfterSales:
    """Reports stock-outs and disputes, and has marketing answer them.

    :param teller: :class:`~.teller.Teller`, who knows the people, the hours and the plan
    """

    def __init__(self, teller):
        self.teller = teller
        self.days = [day.date for day in teller.plan.days if day.visits]

    def live(self, day):
        """Do what belongs to one working day."""
        left = len(self.days) - 1 - self.days.index(day.date)
        for when, code, action in SHORTAGES:
            if when == left:
                self._report(self.teller.products[code], action, day.date)
        if not left:
            self._find_low(day.date)
        for when, *dispute in DISPUTES:
            if when == left:
                self._complain(*dispute)

    # ------------------------------------------------------------
    # STOCK-OUTS
    # ------------------------------------------------------------

    def _report(self, product, action, today):
        """The storekeeper finds fewer than the system says; goods of next Monday end it."""
        rupture = self.teller.as_user("magasin")["kms.rupture"].create({"product_id": product.id})
        self._answer(rupture, action, today)

    def _find_low(self, today):
        """The night finds what is at its threshold; marketing has answered the first of them."""
        # as superuser: a scheduled action
        ruptures = self.teller.env["kms.rupture"]
        ruptures._kms_detect(self.teller.env.company)
        self._answer(
            ruptures.search([("state", "=", "reported")], limit=1),
            "Relancer le fournisseur, livraison partielle demandée",
            today,
        )

    def _answer(self, rupture, action, today):
        rupture = self.teller.as_user("marketing")["kms.rupture"].browse(rupture.ids)
        if not rupture:
            return
        rupture.action_take()
        product = rupture.product_id
        others = product.search(
            [("categ_id", "=", product.categ_id.id), ("id", "!=", product.id)], limit=2
        )
        rupture.write(
            {
                "proposed_action": action,
                "expected_date": today + timedelta(days=7 - today.weekday()),
                "alternative_ids": [Command.set(others.ids)],
            }
        )

    # ------------------------------------------------------------
    # DISPUTES
    # ------------------------------------------------------------

    def _complain(self, problem, solution, words, satisfaction):
        """A customer whose goods were delivered and paid comes back with one of them."""
        found = self._next_sale()
        if not found:
            return
        order, sale = found
        disputes = self.teller.as_user("showroom")["kms.dispute"]
        line = order.order_line[:1]
        dispute = disputes.create(
            {
                "sale_id": order.id,
                "problem": problem,
                "description": words,
                "line_ids": [Command.create({"sale_line_id": line.id, "quantity": 1})],
            }
        )
        if solution == "reported":
            return
        dispute = self.teller.as_user("marketing")["kms.dispute"].browse(dispute.id)
        dispute.action_take()
        if solution == "abandoned":
            dispute.action_abandon()
        elif solution != "taken":
            self._solve(dispute, sale, solution)
        if satisfaction:
            dispute.satisfaction = satisfaction

    def _next_sale(self):
        """Return a delivered and paid sale that nobody has complained about."""
        for number, (_order, sale) in enumerate(self.teller.storekeeper.delivered):
            if sale.payment:
                return self.teller.storekeeper.delivered.pop(number)
        return None

    def _solve(self, dispute, sale, solution):
        values = {"solution": "replacement" if solution == "coming" else solution}
        if solution == "goodwill":
            values["goodwill_amount"] = GOODWILL
        if solution == "refund":
            journal = self.teller.journals[sale.payment]
            values["journal_id"] = journal.id
            values["transaction_ref"] = transaction_ref(
                journal.kms_mobile_operator, fields.Datetime.now(), self.teller.random
            )
        dispute.write(values)
        dispute.action_resolve()
        if solution != "coming":
            self._move_goods(dispute)

    def _move_goods(self, dispute):
        """The storekeeper takes the goods back in, and hands the others out against a signature."""
        keeper = self.teller.as_user("magasin")["stock.picking"]
        for picking in keeper.browse(dispute.picking_ids.sorted("id").ids):
            picking.action_assign()
            if picking.picking_type_code == "outgoing":
                # past the override that prints each signed note, as for deliveries
                models.BaseModel.write(picking, {"signature": self.teller.signature})
            picking.button_validate()
