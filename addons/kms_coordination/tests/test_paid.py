from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_delivery import SIGNATURE, DeliveryCase


@tagged("post_install", "-at_install")
class TestPaid(DeliveryCase):
    """Nothing leaves unpaid; 29 500 without tax a panel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.kms_delivery_paid = True
        cls.panel.taxes_id = False
        cls.manager = new_test_user(
            cls.env, login="test_paid_manager", groups="base.group_user,kms_base.role_marketing"
        )
        cls.month = cls.env["account.payment.term"].create(
            {
                "name": "30 % now, the rest in 30 days",
                "line_ids": [
                    fields.Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    fields.Command.create({"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )

    def _sell(self, quantity=2, term=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "payment_term_id": term.id if term else False,
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.panel.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.signature = SIGNATURE
        return order

    def _invoice(self, order):
        order.order_line.product_id.invoice_policy = "order"
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _pay(self, invoice, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount})._create_payments()

    def _leave(self, order):
        order.picking_ids.with_user(self.storekeeper).button_validate()

    def _line(self, order):
        self.env.invalidate_all()
        return self.env["kms.delivery.payment.report"].search([("sale_id", "=", order.id)])

    def test_unpaid_goods_stay(self):
        order = self._sell()
        with self.assertRaisesRegex(UserError, "59.000.*marketing manager"):
            self._leave(order)
        self._pay(self._invoice(order), 30_000)
        with self.assertRaisesRegex(UserError, "29.000"):
            self._leave(order)
        self.assertEqual(order.kms_payment_state, "partial")
        self._pay(order.invoice_ids, 29_000)
        self._leave(order)
        self.assertEqual(order.delivery_status, "full")
        self.assertEqual(order.kms_payment_state, "paid")

    def test_no_way_around_the_button(self):
        order = self._sell()
        order.picking_ids.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "not paid"):
            order.picking_ids._action_done()

    def test_terms_decide_what_is_due_today(self):
        order = self._sell(term=self.month)
        self.assertEqual(order.kms_missing_amount, 17_700)
        self._pay(self._invoice(order), 17_700)
        self.assertEqual(order.kms_missing_amount, 0)
        self._leave(order)
        self.assertEqual(order.delivery_status, "full")

    def test_a_manager_lets_it_leave(self):
        order = self._sell()
        wizard = self.env["kms.delivery.release.wizard"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.storekeeper).create({"sale_id": order.id, "reason": "please"})
        with self.assertRaisesRegex(UserError, "why"):
            wizard.with_user(self.manager).create(
                {"sale_id": order.id, "reason": "  "}
            ).action_apply()
        wizard.with_user(self.manager).create(
            {"sale_id": order.id, "reason": "Pays on Friday"}
        ).action_apply()
        release = order.kms_release_ids
        self.assertEqual((release.user_id, release.missing_amount), (self.manager, 59_000))
        self._leave(order)
        self.assertEqual(self._line(order).crossing, "delivered_unpaid")

    def test_customers_on_account_have_a_limit(self):
        self.env.company.account_use_credit_limit = True
        self.customer.write({"use_partner_credit_limit": True, "credit_limit": 50_000})
        later = self.env["account.payment.term"].create(
            {
                "name": "30 days",
                "line_ids": [
                    fields.Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )
        order = self._sell(term=later)
        with self.assertRaisesRegex(UserError, "over the limit"):
            self._leave(order)
        self.customer.credit_limit = 60_000
        self._leave(order)
        self.assertEqual(order.delivery_status, "full")

    def test_a_release_does_not_cover_what_is_added_later(self):
        order = self._sell(1)
        self.env["kms.delivery.release.wizard"].with_user(self.manager).create(
            {"sale_id": order.id, "reason": "Pays on Friday"}
        ).action_apply()
        order.order_line.product_uom_qty = 2
        with self.assertRaisesRegex(UserError, "59.000"):
            self._leave(order)

    def test_the_rule_is_a_setting(self):
        self.env.company.kms_delivery_paid = False
        order = self._sell()
        self._leave(order)
        self.assertEqual(order.delivery_status, "full")

    # ------------------------------------------------------------
    # THE CROSSING
    # ------------------------------------------------------------

    def test_each_crossing(self):
        order = self._sell()
        self.assertEqual(self._line(order).crossing, "open")
        invoice = self._invoice(order)
        self._pay(invoice, 59_000)
        self.assertEqual(self._line(order).crossing, "paid_undelivered")
        self._leave(order)
        line = self._line(order)
        self.assertEqual(line.crossing, "complete")
        self.assertEqual(
            (line.amount_total, line.delivered_amount, line.paid_amount, line.due_amount),
            (59_000, 59_000, 59_000, 0),
        )

    def test_an_invoice_of_two_sales_counts_by_its_lines(self):
        first, second = self._sell(1), self._sell(2)
        self.panel.invoice_policy = "order"
        invoice = (first | second)._create_invoices()
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        self._pay(invoice, 44_250)
        self.assertEqual(self._line(first).paid_amount, 14_750)
        self.assertEqual(self._line(second).paid_amount, 29_500)
        due = sum(self._line(order).due_amount for order in (first, second))
        self.assertEqual(due, invoice.amount_residual)

    def test_a_credit_note_takes_back(self):
        order = self._sell()
        invoice = self._invoice(order)
        self._pay(invoice, 59_000)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        refund = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        refund.action_post()
        line = self._line(order)
        self.assertEqual(line.invoiced_amount, 0)
        self.assertEqual(line.paid_amount, 59_000)

    def test_rights(self):
        order = self._sell()
        seller = new_test_user(
            self.env, login="test_paid_seller", groups="base.group_user,kms_base.role_field"
        )
        report = self.env["kms.delivery.payment.report"]
        self.assertFalse(
            report.with_user(seller).search([("sale_id", "=", order.id)])
            if order.user_id not in (self.env["res.users"], seller)
            else False
        )
        self.assertTrue(report.with_user(self.storekeeper).search([("sale_id", "=", order.id)]))
