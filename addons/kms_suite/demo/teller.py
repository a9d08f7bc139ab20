"""The people of the house do what the plan says, each under their own name and rights."""

import base64
from collections import defaultdict
from datetime import datetime, time, timedelta
from random import Random

import pytz

from odoo import Command, fields
from odoo.tools import SQL, file_open

from .after_sales import AfterSales
from .aims import set_aims
from .buyer import Buyer
from .caller import Caller
from .cashier import Cashier
from .clock import at
from .digital import Digital
from .hotelier import Hotelier
from .loyal import Loyal
from .plan import COURSES, WORKDAY
from .prospector import Prospector
from .reference import transaction_ref
from .schoolmaster import Schoolmaster
from .storekeeper import Storekeeper

OPENING = time(8)
CAPITAL = 15_000_000  # FCFA on the bank account when the story begins
STILL_WAITING = (8, 3)  # the last visitors of today came so many minutes ago
THINKS_FOR = 2  # days after which a visitor who only looked is let go
GROWING = (
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "account_payment",
    "sale_order",
    "sale_order_line",
    "sale_order_line_invoice_rel",
)
OWNERS = {"training": "formation", "digital": "appels", "field": "terrain"}


class Teller:
    """Lives one day after the other.

    :param env: superuser environment of the company, in its time zone
    :param plan: :class:`~.plan.Plan`
    """

    def __init__(self, env, plan):
        self.env = env
        self.plan = plan
        self.random = Random(plan.length)  # noqa: S311 a story, not a secret
        self.now = fields.Datetime.now()
        products = env["product.product"].search([("default_code", "in", [*plan.prices, *COURSES])])
        self.products = {product.default_code: product for product in products}
        self.journals = {
            journal.kms_mobile_operator or journal.type: journal
            for journal in env.company._kms_setup_payment_journals()
        }
        self.buyer = Buyer(env, self.products, self.journals["bank"])
        self.cashier = Cashier(self.as_user("caisse"), self.products)
        self.digital = Digital(self)
        self.hotelier = Hotelier(self)
        self.prospector = Prospector(self)
        self.schoolmaster = Schoolmaster(self)
        self.orders = {}  # quotation by id() of the visit
        self.refusals = defaultdict(list)  # leads by day
        with file_open("kms_suite/static/img/signature.png", "rb") as image:
            self.signature = base64.b64encode(image.read())
        self.storekeeper = Storekeeper(self)
        self.loyal = Loyal(self.as_user("marketing"), plan)
        self.after_sales = AfterSales(self)

    def as_user(self, login):
        """Return the environment of one of the demo users, with that user's rights."""
        return self.env(user=self.env.ref(f"kms_suite.user_{login}").id)

    def moment(self, day, minute):
        """Return the UTC moment `minute` minutes after opening; what is to come is not told.

        Today's hours are pressed together so that the whole day fits before now.
        """
        zone = pytz.timezone(self.env.context["tz"])
        start = zone.localize(datetime.combine(day, OPENING)).astimezone(pytz.utc)
        start = start.replace(tzinfo=None)
        if day == self.plan.last:
            lived = (self.now - start) / timedelta(minutes=1)
            minute *= min(lived / WORKDAY, 1)
        return min(start + timedelta(minutes=minute), self.now)

    # ------------------------------------------------------------
    # DAYS
    # ------------------------------------------------------------

    def open_house(self):
        """Bring in the capital and count the first stock, on the eve of the first day."""
        with at(self.env, self.moment(self.plan.first - timedelta(days=1), WORKDAY)):
            self.buyer.bring_capital(CAPITAL)
            self.buyer.count_stock(self.plan.opening)
            self.loyal.open_house()

    def look_ahead(self):
        """Say what should be reached and who is to be called, now that the story has ended."""
        marketing = self.as_user("marketing")
        set_aims(
            marketing,
            lambda login: marketing.ref(f"kms_suite.user_{login}"),
            self.plan.first,
            self.plan.last,
        )
        Caller(self).prepare()
        self.env["kms.loyalty.run"]._kms_analyse(self.env.company)
        # what waits to be computed is computed with the clock of this moment
        marketing.flush_all()

    def live(self, day):
        """Live one day: receive goods, welcome visitors, sell, deliver, close the till."""
        # All days are one transaction, which nothing else tells the planner about: with what it
        # knew of the empty tables, matching payments and invoices takes longer from day to day.
        for table in GROWING:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.hotelier.live(day)
        self.schoolmaster.live(day)
        if not day.visits:
            return
        if day.receipts:
            with at(self.env, self.moment(day.date, -15)):
                self.buyer.receive(day.receipts, self.random)
        with at(self.env, self.moment(day.date, 0)):
            self.cashier.open_till()
        waiting = self._still_waiting(day)
        for visit in day.visits:
            if visit not in waiting:
                self._welcome(day, visit)
        self.prospector.live(day)
        with at(self.env, self.moment(day.date, 500)):
            self._hear_of_prospects(day)
        self.digital.live(day)
        with at(self.env, self.moment(day.date, 510)):
            self._sell(day)
        with at(self.env, self.moment(day.date, 530)):
            self.storekeeper.deliver(day)
            self._hear_refusals(day)
        with at(self.env, self.moment(day.date, 545)):
            self.after_sales.live(day)
        with at(self.env, self.moment(day.date, WORKDAY)):
            for sale in sorted(day.counter, key=lambda sale: sale.minute):
                moment = self.moment(day.date, sale.minute)
                self.cashier.ring_up(sale, moment, self.random, self.loyal)
            self.cashier.close_till()
            self.loyal.live(day)
        for visit, minutes in zip(waiting, STILL_WAITING, strict=False):
            self._write_down(visit, self.now - timedelta(minutes=minutes))

    def _still_waiting(self, day):
        """Return the visits that nobody has received yet: those of this very moment."""
        if self.moment(day.date, WORKDAY + 60) < self.now or day.date != self.plan.last:
            return []
        return [visit for visit in day.visits if not visit.lines][-len(STILL_WAITING) :]

    def _hear_of_prospects(self, day):
        """The other channels write down whom they heard of."""
        # as superuser: two of these roles get their rights from addons to come
        self.env["crm.lead"].create(
            [
                {
                    **self._prepare_lead(prospect.person, prospect.source, prospect.product),
                    "kms_channel": prospect.channel,
                    "user_id": self.env.ref(f"kms_suite.user_{OWNERS[prospect.channel]}").id,
                }
                for prospect in day.prospects
            ]
        )

    # ------------------------------------------------------------
    # SHOWROOM
    # ------------------------------------------------------------

    def _welcome(self, day, visit):
        """Reception writes the visitor down, the salesperson receives, and quotes if asked to."""
        lead = self._write_down(visit, self.moment(day.date, visit.minute))
        lead = self.as_user("showroom")["crm.lead"].browse(lead.id)
        with at(self.env, self.moment(day.date, visit.minute + visit.waited)):
            lead.action_kms_take_charge()
        if visit.lines:
            with at(self.env, self.moment(day.date, visit.minute + visit.waited + 12)):
                self._quote(visit, lead)
        if visit.only_looks or visit.refused_after:
            day_of_answer = day.date + timedelta(days=visit.refused_after or THINKS_FOR)
            self.refusals[day_of_answer].append(lead)

    def _write_down(self, visit, arrival):
        with at(self.env, arrival):
            return self.as_user("accueil")["crm.lead"].create(
                {
                    **self._prepare_lead(visit.person, visit.source, visit.product),
                    "kms_arrival_date": arrival,
                    "kms_channel": "showroom",
                    "kms_orientation": visit.orientation,
                    "user_id": False,
                }
            )

    def _prepare_lead(self, person, source, product):
        return {
            "name": person.name,
            "contact_name": person.name,
            "phone": person.phone,
            "street": person.district,
            "city": "Douala",
            "country_id": self.env.company.country_id.id,
            "kms_product_id": self.products[product].id,
            "source_id": self.env.ref(f"kms_marketing.source_{source}").id,
        }

    def _quote(self, visit, lead):
        lead.action_kms_convert_to_quotation()
        order = lead.kms_quotation_id
        order.partner_id.write(
            {
                "is_company": visit.person.company,
                "street": visit.person.district,
                "city": "Douala",
                "country_id": self.env.company.country_id.id,
            }
        )
        order.write(
            {
                "order_line": [
                    Command.clear(),
                    *(
                        Command.create(
                            {"product_id": self.products[code].id, "product_uom_qty": quantity}
                        )
                        for code, quantity in visit.lines
                    ),
                ]
            }
        )
        order.action_quotation_sent()
        self.orders[id(visit)] = order

    def _sell(self, day):
        """Confirm, invoice and collect the sales of the day."""
        orders = self.as_user("showroom")["sale.order"]
        for sale in day.sales:
            orders |= self.orders[id(sale.visit)]
        orders.action_confirm()
        orders.opportunity_id.action_set_won()
        for order, sale in zip(orders, day.sales, strict=True):
            order.picking_ids.scheduled_date = self.moment(sale.deliver_on, 530)
        invoices = orders._create_invoices(grouped=True).with_env(self.as_user("caisse"))
        invoices.action_post()
        for order, sale in zip(orders, day.sales, strict=True):
            if sale.payment:
                self._collect(order.invoice_ids, sale.payment)
        self.storekeeper.ask(day, [*zip(orders, day.sales, strict=True)])

    def _collect(self, invoice, mode):
        """The cashier takes the money, with the operator's id for mobile money."""
        journal = self.journals[mode]
        wizard = (
            self.as_user("caisse")["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "journal_id": journal.id,
                    "payment_date": fields.Date.context_today(invoice),
                    "kms_transaction_ref": transaction_ref(
                        journal.kms_mobile_operator, fields.Datetime.now(), self.random
                    ),
                }
            )
        )
        wizard._create_payments()

    def _hear_refusals(self, day):
        """Some customers say no; visitors who only looked are let go."""
        lost = self.env["crm.lead"].union(*self.refusals.pop(day.date, []))
        lost = lost.filtered(lambda lead: lead.kms_visit_state != "sold")
        if lost:
            lost.kms_quotation_id.action_cancel()
            lost.action_set_lost(lost_reason_id=self.env.ref("crm.lost_reason_1").id)
