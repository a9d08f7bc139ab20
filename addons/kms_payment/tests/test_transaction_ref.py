from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.kms_payment.models.account_payment import AccountPayment

from .common import PaymentCommon


@tagged("post_install", "-at_install")
class TestTransactionRef(PaymentCommon):
    def test_mandatory_in_the_wizard(self):
        invoice = self._invoice()
        with self.assertRaisesRegex(UserError, "transaction id that MTN MoMo sent"):
            self._pay(invoice, self.mtn)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_mandatory_on_the_payment(self):
        payment = self.env["account.payment"].create(
            {"partner_id": self.partner_a.id, "amount": 500, "journal_id": self.orange.id}
        )
        with self.assertRaisesRegex(ValidationError, "transaction id that Orange Money sent"):
            payment.action_post()

    def test_asked_for_mobile_money_only(self):
        wizard = self._wizard(self._invoice(), self.cash)
        with Form(wizard) as form:
            self.assertFalse(form.kms_mobile_operator)
            form.journal_id = self.mtn
            self.assertEqual(form.kms_mobile_operator, "mtn")
            form.kms_transaction_ref = "1"
            form.journal_id = self.cash
        payment = wizard._create_payments()
        self.assertFalse(payment.kms_transaction_ref, "cash carries no transaction id")

    def test_one_form_and_used_once(self):
        first = self._pay(self._invoice(), self.mtn, " mp26.1042 a1 ")
        self.assertEqual(first.kms_transaction_ref, "MP26.1042A1")
        self.assertIn("MP26.1042A1", first.move_id.ref)
        second = self._invoice()
        with self.assertRaisesRegex(ValidationError, f"already used by the payment {first.name}"):
            self._pay(second, self.mtn, "MP26.1042a1")
        self.assertEqual(second.payment_state, "not_paid")

    def test_each_operator_counts_for_itself(self):
        self._pay(self._invoice(), self.mtn, "77")
        self.assertTrue(self._pay(self._invoice(), self.orange, "77"))

    def test_cancelled_payment_frees_its_id(self):
        first = self._pay(self._invoice(), self.mtn, "78")
        first.action_draft()
        second = self._pay(self._invoice(), self.mtn, "78")
        self.assertEqual(second.state, "paid")
        with self.assertRaisesRegex(ValidationError, "already used"):
            first.action_post()

    def test_reversed_entry_keeps_its_id(self):
        first = self._pay(self._invoice(), self.mtn, "79")
        first.move_id._reverse_moves(cancel=True)
        with self.assertRaisesRegex(ValidationError, "already used"):
            self._pay(self._invoice(), self.mtn, "79")

    def test_copy_has_no_id(self):
        self.assertFalse(self._pay(self._invoice(), self.mtn, "80").copy().kms_transaction_ref)

    def test_database_is_the_guard(self):
        """Two clients at once both pass the look-up: the index lets one through."""
        self._pay(self._invoice(), self.mtn, "81")
        invoice = self._invoice()
        with (
            patch.object(AccountPayment, "_kms_check_ref_unused", lambda self, vals: None),
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
        ):
            self._pay(invoice, self.mtn, "81")

    def test_the_guard_speaks_a_sentence(self):
        index = self.env["account.payment"]._table_objects[
            "account_payment_kms_transaction_ref_unique"
        ]
        message = index.get_error_message(self.env["account.payment"])
        self.assertIn("at this very moment", message)

    def test_several_invoices_one_transaction(self):
        invoices = self._invoice(30_000) + self._invoice(20_000)
        payment = self._pay(invoices, self.mtn, "82")
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.amount, 50_000)
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})

    def test_several_invoices_not_grouped(self):
        invoices = self._invoice() + self._invoice()
        with self.assertRaisesRegex(UserError, "one payment of one customer"):
            self._pay(invoices, self.mtn, "83", group_payment=False)

    def test_several_customers_need_several_transactions(self):
        invoices = self._invoice() + self._invoice(partner=self.partner_b)
        with self.assertRaisesRegex(UserError, "one payment of one customer"):
            self._pay(invoices, self.mtn, "84")
        self.assertEqual(len(self._pay(invoices, self.cash)), 2)

    def test_absurd_id(self):
        with self.assertRaisesRegex(ValidationError, "at most 64 characters"):
            self._pay(self._invoice(), self.mtn, "A" * 10_000)
        payment = self._pay(self._invoice(), self.mtn, "=cmd|<script>\U0001f600")
        self.assertEqual(payment.kms_transaction_ref, "=CMD|<SCRIPT>\U0001f600")
