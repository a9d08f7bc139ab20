from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestInvoiced(AccountTestInvoicingCommon):
    """What the board says was invoiced is what was posted in the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engine = cls.env["kms.fact.engine"]
        cls.source = cls.engine._kms_sources()["invoice"]
        cls.day = "2026-03-10"

    def _post(self, kind, amount):
        return self.init_invoice(
            kind, invoice_date=self.day, post=True, amounts=[amount], taxes=[self.tax_sale_a]
        )

    def _invoiced(self):
        scope = self.env["kms.board"]._kms_scope({"kind": "today", "date": self.day}, {})
        metric = self.env.ref("kms_marketing.metric_invoiced")._kms_entry()
        return self.env["kms.figures"]._kms_read([metric], scope)[metric][None].total

    def _booked(self):
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("date", "=", self.day),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("balance"))

    def test_invoiced_is_booked(self):
        invoice = self._post("out_invoice", 1000)
        self._post("out_invoice", 500)
        self._post("out_refund", 200)
        self._post("in_invoice", 900)
        self.assertAlmostEqual(self._invoiced(), 1300 * 1.15, 2)
        self.assertAlmostEqual(self._invoiced(), self._booked(), 2)
        self.engine._kms_refresh(self.env.company, self.source)
        self.assertAlmostEqual(self._invoiced(), self._booked(), 2)
        invoice.button_draft()
        self.assertAlmostEqual(self._invoiced(), self._booked(), 2)
        invoice.button_cancel()
        self.assertAlmostEqual(self._invoiced(), 300 * 1.15, 2)

    def test_the_night_compares_with_the_books(self):
        self._post("out_invoice", 1000)
        self.engine._kms_refresh(self.env.company, self.source)
        check = self.env["kms.fact.check"].sudo()
        self.assertFalse(check._kms_check(self.env.company, self.source, 50))
        # somebody repairs an entry by hand, and only half of it
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET balance = balance + 7"
                " WHERE company_id = %s AND date = %s AND display_type = 'payment_term'",
                self.env.company.id,
                self.day,
            )
        )
        found = check._kms_check(self.env.company, self.source, 50)
        self.assertEqual(found.difference_count, 1)
        self.assertIn("invoiced", found.report)
