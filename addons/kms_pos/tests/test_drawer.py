from odoo.tests import tagged

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestDrawer(TillCommon):
    def test_invoice_money_stays_out_of_the_drawer(self):
        drawer = self.cash_pm1.journal_id
        cash = self.env["account.journal"].create(
            {"name": "Safe", "type": "cash", "code": "SAFE", "company_id": self.company.id}
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [(0, 0, {"name": "Panel", "price_unit": 10})],
            }
        )
        invoice.action_post()
        wizards = (
            self.env["account.payment.register"]
            .with_user(self.cashier)
            .with_context(active_model="account.move", active_ids=invoice.ids)
        )
        journals = wizards.create({}).available_journal_ids
        self.assertIn(cash, journals)
        self.assertNotIn(drawer, journals)
        for journal in journals.filtered(lambda j: j.type == "cash"):
            journal.sudo().inbound_payment_method_line_ids.unlink()
        self.assertIn(drawer, wizards.create({}).available_journal_ids, "better than no cash")
