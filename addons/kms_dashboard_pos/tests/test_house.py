from datetime import timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import HouseCommon


@tagged("post_install", "-at_install")
class TestHouse(HouseCommon):
    """Orders and tills together: each sale once, each franc once."""

    def test_tickets(self):
        self._sell("MP1", lines=[(self.product, 2)], amount=200)
        order = self._sell(method=self.cash_pm1, lines=[(self.product, 1)])
        self._sale(quantity=3)
        self.assertEqual(self._values("till_revenue", "till_tickets", "till_basket"), [300, 2, 150])
        self.assertEqual(self._values("house_revenue", "revenue"), [600, 300])
        self.assertEqual(self._values("till_taken", "till_mtn", "till_cash"), [300, 200, 100])
        self.assertEqual(self._value("house_cash_in"), 300)
        self.assertEqual(self._value("till_revenue", key="showroom"), 300)
        self.assertEqual(self._value("till_revenue", "user_id", order.user_id.id), 300)
        family = self.product.categ_id.id
        self.assertEqual(self._value("house_revenue", "categ_id", family), 600)
        # cost 50 each: 3 on tickets, 3 ordered
        self.assertEqual(self._values("house_margin", "house_margin_rate"), [300, 50])
        self._assert_card_is_list()
        self._refresh()
        self._assert_card_is_list()
        self._refund(order)
        self.assertEqual(
            self._values("till_revenue", "till_tickets", "till_refunds", "house_revenue"),
            [200, 2, -100, 500],
        )
        self.assertEqual(self._values("till_cash", "till_taken", "house_cash_in"), [0, 200, 200])
        self.assertEqual(self._value("house_margin"), 250)
        self._assert_card_is_list()
        self._assert_increment_is_rebuild()

    def test_an_order_paid_at_the_till_counts_once(self):
        sale = self._sale()
        order = self._settle(sale, extra=1)
        self.assertEqual(self._values("house_revenue", "revenue", "till_revenue"), [400, 300, 100])
        self.assertEqual(self._values("till_tickets", "till_taken", "house_cash_in"), [1, 400, 400])
        self._refresh()
        self._refund(order)
        self.assertEqual(self._values("house_revenue", "till_revenue"), [0, -300])
        self._assert_card_is_list()
        self._assert_increment_is_rebuild()

    def test_a_ticket_that_only_settles_is_no_ticket(self):
        self._settle(self._sale())
        self.assertEqual(self._values("till_tickets", "till_revenue"), [0, 0])
        self.assertEqual(self._values("house_revenue", "house_cash_in"), [300, 300])

    def test_an_order_that_is_given_up(self):
        """What the till took for it is a sale of the till then, on the day of the ticket."""
        sale = self._sale()
        self._settle(sale)
        self._refresh()
        self.env.cr.execute("UPDATE sale_order SET state = 'cancel' WHERE id = %s", [sale.id])
        self.env.invalidate_all()
        self.assertEqual(self._values("house_revenue", "till_revenue", "revenue"), [300, 300, 0])
        self._assert_card_is_list()
        self._assert_increment_is_rebuild()

    def test_invoiced_at_the_till(self):
        """Neither the invoice nor its payment makes a second sale or a second income."""
        self._settle(self._sale(), to_invoice=True)
        self._sell("MP2", to_invoice=True, partner_id=self.customer.id)
        values = ("house_revenue", "house_cash_in", "invoiced", "till_posted")
        self.assertEqual(self._values(*values), [400, 400, 400, 0])
        self._close()
        self.assertEqual(self._values(*values), [400, 400, 400, 0])
        self._assert_books()

    def test_closed_session_is_what_the_books_say(self):
        self._sell("MP3", lines=[(self.product, 2)], amount=200)
        order = self._sell(method=self.cash_pm1)
        self._sell(method=self.bank_pm1, lines=[(self.product, 4)], amount=400)
        self._refund(order)
        self.assertEqual(self._values("till_posted", "till_bank", "house_cash_in"), [0, 400, 600])
        self._refresh()
        self._close()
        # the closing writes the payments down again
        self.assertEqual(self._values("till_posted", "till_revenue"), [600, 600])
        self.assertEqual(self._value("house_cash_in"), 600)
        self._assert_card_is_list()
        self._assert_books()
        self._assert_increment_is_rebuild()

    def test_invoiced_after_the_session(self):
        """The entry of the session gives the ticket back; the invoice has it."""
        order = self._sell("MP4", partner_id=self.customer.id)
        self._close()
        self._refresh()
        order.action_pos_order_invoice()
        self.assertEqual(self._values("invoiced", "till_posted", "house_revenue"), [100, 0, 100])
        self._assert_books()
        self._assert_increment_is_rebuild()

    def test_on_account_is_no_money(self):
        order = self._sell(method=self.pay_later_pm, partner_id=self.customer.id)
        self.assertEqual(order.state, "paid")
        self.assertEqual(self._values("till_revenue", "till_taken", "house_cash_in"), [100, 0, 0])

    def test_changes_follow(self):
        """Backdated, another family, another channel."""
        order = self._sell("MP5")
        self._refresh()
        order.crm_team_id.kms_channel = "field"
        self.assertEqual(self._value("till_revenue", key="field"), 100)
        self.product.categ_id = self.env["product.category"].create({"name": "Panels"})
        family = self.product.categ_id.id
        self.assertEqual(self._value("house_revenue", "categ_id", family), 100)
        self._refresh()
        order.sudo().date_order -= timedelta(days=2)
        order.payment_ids.payment_date -= timedelta(days=2)
        self.assertEqual(self._values("house_revenue", "till_tickets", "house_cash_in"), [0, 0, 0])
        self._assert_increment_is_rebuild()

    def test_who_reads_the_lists(self):
        """Nobody of another company; a cashier their own sales alone."""
        self._sell("MP6")
        self.env.flush_all()
        other = self.env["res.company"].sudo().create({"name": "Next door"})
        stranger = new_test_user(
            self.env(su=True),
            "stranger",
            groups="kms_base.role_management",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in ("kms.house.sale", "kms.house.cash"):
            records = self.env[model]
            self.assertTrue(records.with_user(self.manager).search_count([]), model)
            strangers = records.with_user(stranger).with_context(allowed_company_ids=other.ids)
            self.assertFalse(strangers.search_count([]), model)
        cash = self.env["kms.house.cash"].with_user(self.cashier)
        self.assertFalse(cash.has_access("read"))
        sold = self.env["kms.house.sale"].with_user(self.cashier).search([])
        self.assertEqual(sold.user_id, self.cashier)

    def _assert_books(self):
        """The nightly check finds nothing, and does find a fact that is wrong."""
        self._refresh()
        source = self.env["kms.fact.engine"]._kms_sources()["till_posted"]
        checks = self.env["kms.fact.check"].sudo()
        self.assertFalse(checks._kms_check(self.company, source, 20).report)
        self.env.cr.execute(
            "UPDATE kms_fact f SET value = f.value + 1 FROM kms_metric m WHERE m.id = f.metric_id"
            " AND m.code = 'till_posted' AND f.company_id = %s",
            [self.company.id],
        )
        if self.env.cr.rowcount:
            self.assertTrue(checks._kms_check(self.company, source, 20).report)
