from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file

from ..demo.clock import telling
from ..demo.teller import Teller
from ..models.kms_demo_story import QUIET

DAYS = 8  # holds a Sunday and a Monday whatever today is
MODELS = (
    "account.move",
    "account.payment",
    "crm.lead",
    "kms.dispute",
    "kms.preparation.order",
    "kms.rupture",
    "pos.order",
    "sale.order",
    "stock.picking",
)


@tagged("post_install", "-at_install")
class TestStory(TransactionCase):
    """Eight days of the story, lived on top of whatever the database holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("kms_suite.user_caisse", raise_if_not_found=False):
            for people in ("demo/res_groups_demo.xml", "demo/res_users_demo.xml"):
                convert_file(cls.env, "kms_suite", people, {}, "init", noupdate=True)
        cls.company = cls.env.ref("base.company_kms")
        cls.env = cls.env(
            context=dict(cls.env.context, **QUIET, allowed_company_ids=cls.company.ids)
        )
        cls.old = {model: cls._all(model).ids for model in MODELS}
        cls.plan = cls.env["kms.demo.story"]._draw_plan(DAYS, 7)
        with telling():
            teller = Teller(cls.env, cls.plan)
            teller.open_house()
            for day in cls.plan.days:
                teller.live(day)
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.visitors = cls._new("crm.lead").filtered(lambda lead: lead.kms_channel == "showroom")
        # the concierge hands a few more over
        door = cls.env.ref("kms_suite.user_accueil")
        cls.leads = cls.visitors.filtered(lambda lead: lead.create_uid == door)
        new = cls._new("sale.order")
        cls.orders = new.filtered(lambda order: order.kms_channel == "showroom")
        cls.sales = cls.orders.filtered(lambda order: order.state == "sale")
        cls.moves = cls._new("account.move")
        cls.disputes = cls._new("kms.dispute")
        cls.invoices = cls.moves.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and not move.kms_dispute_id
                and move.kms_channel == "showroom"
            )
        )
        cls.pickings = cls._new("stock.picking")

    @classmethod
    def _all(cls, model):
        records = cls.env[model].with_context(active_test=False)
        return records.search([("company_id", "in", [False, cls.company.id])])

    @classmethod
    def _new(cls, model):
        return cls._all(model) - cls.env[model].browse(cls.old[model])

    def _day(self, moment):
        return fields.Datetime.context_timestamp(self.company, moment).date()

    def _working_days(self):
        return [day.date for day in self.plan.days if day.visits]

    def test_the_books_balance(self):
        self.assertEqual(set(self.moves.mapped("state")), {"posted"})
        for move in self.moves:
            self.assertEqual(sum(move.line_ids.mapped("balance")), 0, move.name)
        self.assertEqual(len(self._working_days()), len(self._new("pos.order").session_id))
        self.assertEqual(set(self._new("pos.order").session_id.mapped("state")), {"closed"})

    def test_no_money_is_lost_in_the_drawer(self):
        drawer = self.env.ref("kms_suite.journal_till_counter")
        differences = drawer.loss_account_id + drawer.profit_account_id
        self.assertFalse(self.moves.line_ids.filtered(lambda line: line.account_id in differences))
        taken = self._new("pos.order").payment_ids.filtered(
            lambda payment: payment.payment_method_id.journal_id == drawer
        )
        kept = self.moves.line_ids.filtered(
            lambda line: line.account_id == drawer.default_account_id
        )
        self.assertTrue(taken)
        self.assertEqual(sum(kept.mapped("balance")), sum(taken.mapped("amount")))

    def test_no_stock_below_zero(self):
        quants = self.env["stock.quant"].search(
            [("location_id.usage", "=", "internal"), ("company_id", "=", self.company.id)]
        )
        self.assertTrue(quants)
        self.assertGreaterEqual(min(quants.mapped("quantity")), 0)

    def test_magnitudes_of_each_day(self):
        visits = Counter(self._day(lead.kms_arrival_date) for lead in self.leads)
        sales = Counter(self._day(order.date_order) for order in self.sales)
        revenue = Counter()
        for order in self.sales:
            revenue[self._day(order.date_order)] += order.amount_total
        for order in self._new("pos.order"):
            revenue[self._day(order.date_order)] += order.amount_total
        for day in self._working_days():
            self.assertTrue(10 <= visits[day] <= 15, visits[day])
            self.assertTrue(2 <= sales[day] <= 4, sales[day])
            self.assertTrue(280_000 <= revenue[day] <= 520_000, revenue[day])

    def test_days_are_those_of_the_story(self):
        first, last = self.plan.first - timedelta(days=1), self.plan.last
        dates = [*self.moves.mapped("date"), *self._new("account.payment").mapped("date")]
        done = self.pickings.filtered(lambda picking: picking.state == "done")
        dates += [self._day(picking.date_done) for picking in done]
        dates += [self._day(move.date) for move in done.move_ids]
        dates += [self._day(order.create_date) for order in self.orders]
        self.assertGreaterEqual(min(dates), first)
        self.assertLessEqual(max(dates), last)
        self.assertGreaterEqual(len(set(dates)), len(self._working_days()))

    def test_sales_are_invoiced_and_most_are_paid(self):
        self.assertEqual(
            self.sales.invoice_ids.filtered(lambda move: move.move_type == "out_invoice"),
            self.invoices,
        )
        self.assertEqual(
            sum(self.invoices.mapped("amount_total")), sum(self.sales.mapped("amount_total"))
        )
        paid = self.invoices.filtered(lambda move: move.payment_state == "paid")
        self.assertGreater(len(paid) / len(self.invoices), 0.6)
        open_moves = self.invoices - paid
        self.assertLessEqual(set(open_moves.mapped("payment_state")), {"not_paid", "partial"})

    def test_mobile_money_carries_its_transaction(self):
        payments = self._new("account.payment").filtered(
            lambda payment: payment.kms_mobile_operator and not payment.pos_session_id
        )
        refs = payments.mapped("kms_transaction_ref")
        self.assertTrue(all(refs))
        self.assertEqual(len(set(refs)), len(refs))
        tills = self._new("pos.order").payment_ids
        self.assertFalse(tills.filtered("kms_review_reason"))

    def test_goods_leave_once_signed_and_some_wait(self):
        deliveries = self.sales.picking_ids.filtered(lambda picking: not picking.kms_dispute_id)
        self.assertEqual(set(deliveries.mapped("state")), {"assigned", "done"})
        for picking in deliveries:
            self.assertEqual(bool(picking.signature), picking.state == "done", picking.name)
        for line in self.sales.order_line:
            done = (line.move_ids & deliveries.move_ids).filtered(lambda move: move.state == "done")
            self.assertEqual(line.qty_delivered, sum(done.mapped("quantity")))

    def test_deliveries_go_through_the_warehouse(self):
        orders = self._new("kms.preparation.order")
        self.assertEqual(orders.sale_id, self.sales)
        self.assertEqual(orders.requester_id, self.env.ref("kms_suite.user_showroom"))
        self.assertEqual(orders.approver_id, self.env.ref("kms_suite.user_marketing"))
        self.assertEqual(orders.preparer_id, self.env.ref("kms_suite.user_magasin"))
        for order in orders.filtered(lambda order: order.state == "delivered"):
            self.assertEqual(order.attempt_ids[:1].outcome, "delivered")
            self.assertTrue(
                order.sale_id.kms_payment_state == "paid" or order.sale_id.kms_release_ids
            )
        still_open = orders.filtered(lambda order: order.state != "delivered")
        self.assertLessEqual({"preparing", "ready"}, set(still_open.mapped("state")))

    def test_products_run_out_and_customers_complain(self):
        ruptures = self._new("kms.rupture")
        self.assertIn("in_progress", ruptures.mapped("state"))
        self.assertIn("reported", self.disputes.mapped("state"))
        for dispute in self.disputes.filtered(lambda dispute: dispute.state == "resolved"):
            self.assertTrue(dispute.has_documents)

    def test_some_quotations_are_open_and_some_refused(self):
        self.assertLessEqual({"sale", "sent"}, set(self.orders.mapped("state")))
        self.assertNotIn("draft", self.orders.mapped("state"))
        refused = self.orders.filtered(lambda order: order.state == "cancel")
        self.assertFalse(refused.kms_visit_id.filtered("active"))

    def test_each_did_their_own_work(self):
        salesperson = self.env.ref("kms_suite.user_showroom")
        concierge = self.env.ref("kms_suite.user_concierge")
        self.assertLessEqual((self.visitors - self.leads).create_uid, concierge)
        self.assertEqual(self.orders.create_uid, salesperson)
        self.assertEqual(self.orders.user_id, salesperson)

    def test_customers_are_reached_by_one_card(self):
        phones = Counter(self.orders.partner_id.mapped("phone_sanitized"))
        self.assertEqual(set(phones.values()), {1})

    def test_digital_leads_were_delivered_and_answered(self):
        leads = self._new("crm.lead").filtered("kms_external_id")
        self.assertTrue(leads)
        self.assertEqual(set(leads.mapped("kms_channel")), {"digital"})
        answered = leads.filtered("kms_contact_date")
        self.assertEqual(len(leads - answered), 5)
        self.assertEqual(leads.kms_delivery_ids.mapped("state"), ["done"] * len(leads))
        campaigns = leads.campaign_id
        self.assertTrue(all(campaigns.mapped("kms_cost")))
        self.assertEqual(
            set(self.env["kms.lead.delivery"].search([("lead_id", "=", False)]).mapped("state")),
            {"quarantined"},
        )

    def test_the_field_is_walked(self):
        walker = self.env.ref("kms_suite.user_terrain")
        days = {day.date for day in self.plan.days if day.visits}
        visits = self.env["kms.field.visit"].search([("create_uid", "=", walker.id)])
        visits = visits.filtered(lambda visit: self._day(visit.visit_date) in days)
        met = visits.lead_id
        self.assertTrue(4 * len(days) <= len(met) <= 9 * len(days), len(met))
        self.assertTrue(all(visits.mapped("has_position")))
        self.assertFalse(visits.filtered("is_suspicious"))
        self.assertEqual(
            set(visits.mapped("result")) - {"absent"}, set(visits.filtered("need").mapped("result"))
        )
        rounds = self.env["kms.field.round"].search([("user_id", "=", walker.id)])
        self.assertIn(
            "todo",
            rounds.filtered(lambda plan: plan.date == max(days)).stop_ids.mapped("state"),
        )
        events = self.env["calendar.event"].search([("opportunity_id", "in", met.ids)])
        self.assertLessEqual({"planned", "honored"}, set(events.mapped("kms_state")))

    def test_nothing_is_sent(self):
        self.assertFalse(self.env["mail.mail"].search([("model", "in", MODELS)]))

    def test_told_once(self):
        before = {model: self._all(model).ids for model in MODELS}
        self.env["kms.demo.story"]._tell()
        self.assertEqual({model: self._all(model).ids for model in MODELS}, before)
