from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestRefund(SchoolCase):
    """What a student is owed goes out as a real payment, once and no more than that."""

    def setUp(self):
        super().setUp()
        self.student = self.enroll(self.make_session(), "Awa")
        self.pay(self.student, 40_000)
        self.change(self.student, "drop")
        self.refund = self.open_refund()

    def open_refund(self, **values):
        action = self.student.with_user(self.cashier).action_refund()
        return (
            self.env["kms.fee.refund"]
            .with_user(self.cashier)
            .with_context(**action["context"])
            .create(values)
        )

    def payments(self):
        return self.env["account.payment"].search(
            [("kms_enrollment_id", "=", self.student.id), ("payment_type", "=", "outbound")]
        )

    def test_owed_is_listed_and_paid(self):
        self.assertEqual(self.student.amount_to_refund, 40_000)
        domain = self.env.ref("kms_formation.kms_enrollment_action_refund").domain
        self.assertIn("amount_due", domain)
        self.assertIn(
            self.student,
            self.student.with_user(self.cashier).search([("amount_due", "<", 0)]),
        )
        self.assertEqual((self.refund.amount, self.refund.journal_id), (40_000, self.cash))
        report = self.refund.action_confirm()
        self.assertEqual(report["type"], "ir.actions.report")
        payment = self.payments()
        self.assertEqual((payment.amount, payment.state), (40_000, "paid"))
        self.assertEqual(payment.create_uid, self.cashier)
        self.assertEqual((self.student.amount_due, self.student.amount_to_refund), (0, 0))
        self.assertFalse(self.student.sudo()._open_lines(), "all of it is matched")
        cashed = self.env["kms.fee.cashed"].search([("enrollment_id", "=", self.student.id)])
        self.assertEqual(sum(cashed.mapped("amount")), 0)

    def test_once(self):
        self.refund.action_confirm()
        self.refund.action_confirm()
        self.assertEqual(len(self.payments()), 1)
        with self.assertRaisesRegex(UserError, "owed"):
            self.open_refund(amount=1).action_confirm()

    def test_in_two_parts_and_never_more(self):
        for amount in (0, -5, 40_001):
            self.refund.amount = amount
            with self.assertRaises(UserError):
                self.refund.action_confirm()
        self.refund.amount = 10_000
        self.refund.action_confirm()
        rest = self.open_refund()
        self.assertEqual(rest.amount, 30_000)
        rest.action_confirm()
        self.assertEqual(self.student.amount_due, 0)

    def test_mobile_money_needs_its_transaction(self):
        self.refund.journal_id = self.mtn
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.refund.action_confirm()
        self.refund.kms_transaction_ref = "mp261121.1042.b1"
        self.refund.action_confirm()
        self.assertEqual(self.payments().kms_transaction_ref, "MP261121.1042.B1")

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.student.with_user(self.secretary).action_refund()
        with self.assertRaises(AccessError):
            self.refund.with_user(self.secretary).action_confirm()
        accountant = self.make_user("school_accountant", "accountant")
        self.student.with_user(accountant).action_refund()
        owed = (
            self.env["kms.fee.refund"]
            .with_user(accountant)
            .create({"enrollment_id": self.student.id})
        )
        owed.action_confirm()
        self.assertEqual(self.student.amount_due, 0)
