from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import file_path

from .common import HouseCommon


@tagged("post_install", "-at_install")
class TestCashJournal(HouseCommon):
    """Each movement of money stands in register 12 once, whether the session is closed or not."""

    def _lines(self, user=None):
        self.env.flush_all()
        journal = self.env["kms.cash.journal"].with_user(user or self.manager)
        return journal.search([("company_id", "=", self.company.id)])

    def _count_and_close(self, missing=0):
        session = self.config.current_session_id
        counted = session.get_closing_control_data()["default_cash_details"]["amount"]
        session.post_closing_cash_details(counted - missing)
        session.close_session_from_ui()

    def test_once(self):
        order = self._sell(method=self.cash_pm1, lines=[(self.product, 3)], amount=300)
        self._sell("MJ1")
        self._refund(order)
        session = self.config.current_session_id
        session.try_cash_in_out("in", 500, "float", False, {"translatedType": "in"})
        session.try_cash_in_out("out", 120, "fuel", False, {"translatedType": "out"})
        expected = {
            ("sale", 300.0, 0.0),
            ("sale", 100.0, 0.0),
            ("refund", 0.0, 300.0),
            ("in", 500.0, 0.0),
            ("out", 0.0, 120.0),
        }
        lines = self._lines()
        found = [(line.nature, line.amount_in, line.amount_out) for line in lines]
        self.assertEqual(len(found), 5)
        self.assertEqual(set(found), expected)
        self.assertEqual(lines.session_id, session)
        [fuel] = lines.filtered(lambda line: line.nature == "out")
        self.assertIn("fuel", fuel.reason)
        self.assertEqual(lines.filtered(lambda line: line.amount_in == 100).user_id, self.cashier)
        cash = lines.filtered(lambda line: line.journal_id.type == "cash")
        self.assertEqual(sum(cash.mapped("amount")), 380)
        self._count_and_close()
        self.assertEqual(len(self._lines()), 5, "the closing writes nothing twice")

    def test_sessions_closed_before(self):
        """Older closings had no mark: it is found from what they booked."""
        self._sell(method=self.cash_pm1)
        named = self._sell(method=self.cash_split_pm1, partner_id=self.customer.id)
        session = self.config.current_session_id
        session.try_cash_in_out("in", 500, "float", False, {"translatedType": "in"})
        session.try_cash_in_out("out", 120, session.name, False, {"translatedType": "out"})
        self._count_and_close(missing=30)
        self.assertEqual(len(self._lines()), 5)
        booked = session.statement_line_ids.filtered("kms_till_sales")
        self.assertEqual(booked.mapped("amount"), [100, 100])
        self.assertIn(named.partner_id, booked.partner_id)
        booked.kms_till_sales = False
        self.assertEqual(len(self._lines()), 7)
        path = file_path("kms_dashboard_pos/migrations/19.0.1.1.0/post-closings.py")
        load_script(path, "post_closings").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(session.statement_line_ids.filtered("kms_till_sales"), booked)
        self.assertEqual(len(self._lines()), 5)

    def test_difference(self):
        """What is missing in the drawer is a line of its own."""
        self._sell(method=self.cash_pm1)
        self._count_and_close(missing=30)
        out = self._lines().filtered(lambda line: line.nature == "out")
        self.assertEqual(out.amount_out, 30)

    def test_register(self):
        register = self.env.ref("kms_dashboard_pos.register_cash").with_user(self.manager)
        self._sell(method=self.cash_pm1)
        self.env.flush_all()
        lines = register._lines(self.company, self.company._kms_today())
        self.assertEqual(lines.mapped("amount_in"), [100])

    def test_cashier_reads_their_own(self):
        order = self._sell(method=self.cash_pm1)
        order.sudo().user_id = self.manager
        self._sell(method=self.cash_pm1)
        self.assertEqual(len(self._lines(self.cashier)), 2)
        self._count_and_close()
        self.assertEqual(self._lines(self.cashier).user_id, self.cashier)
        self.assertEqual(len(self._lines()), 2)
