import copy
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.kms_payment.models.account_payment import AccountPayment

from .common import TillCommon


@tagged("post_install", "-at_install")
class TestMobileMoney(TillCommon):
    def _reasons(self, order):
        return order.payment_ids.mapped("kms_review_reason")

    def _reviews(self):
        return self.pos_session.activity_ids

    def _pay_invoice(self, ref):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 100,
                "journal_id": self.mtn_journal.id,
                "kms_transaction_ref": ref,
            }
        )
        payment.action_post()
        return payment

    def test_good_id(self):
        order = self._sell(" mp 1a ")
        self.assertEqual(order.state, "paid")
        self.assertEqual(order.payment_ids.transaction_id, "MP1A")
        self.assertEqual(self._reasons(order), [False])
        self.assertFalse(self._reviews())

    def test_cash_needs_no_id(self):
        order = self._sell(method=self.cash_pm1)
        self.assertEqual(self._reasons(order), [False])
        self.assertFalse(order.payment_ids.kms_transaction_claim)

    def test_missing_id_is_kept_and_reviewed(self):
        for ref in (None, "  ", "9" * 500):
            order = self._sell(ref)
            self.assertEqual(order.state, "paid")
            self.assertEqual(self._reasons(order), ["missing"])
        self.assertEqual(len(self._reviews()), 1, "one task for the session, not one per order")

    def test_second_use_is_kept_and_reviewed(self):
        self._sell("MP2")
        order = self._sell("mp2")
        self.assertEqual(order.state, "paid")
        self.assertEqual(self._reasons(order), ["duplicate"])
        self.assertEqual(len(self._reviews()), 1)

    def test_two_tills_at_once(self):
        """Both looked before either wrote: the index decides, the order stays paid."""
        self._sell("MP3")
        with (
            patch.object(AccountPayment, "_kms_used_ref_message", lambda self, journal, ref: ""),
            mute_logger("odoo.sql_db"),
        ):
            order = self._sell("MP3")
        self.assertEqual(order.state, "paid")
        self.assertEqual(self._reasons(order), ["duplicate"])

    def test_same_order_many_times(self):
        data = self._order_data("MP4")
        order = self._send(copy.deepcopy(data))
        self.assertEqual(self._send(copy.deepcopy(data)), order)
        self.assertEqual(self._reasons(order), [False])

    def test_invoice_and_till_share_the_ids(self):
        self._pay_invoice("MP5")
        self.assertEqual(self._reasons(self._sell("MP5")), ["duplicate"])
        self._sell("MP6")
        with self.assertRaisesRegex(ValidationError, "has already paid the order"):
            self._pay_invoice("MP6")

    def test_till_asks_before(self):
        check = self.mtn.with_user(self.cashier).kms_check_transaction
        self.assertEqual(check("MP7"), "")
        self._sell("MP7")
        self.assertIn("has already paid the order", check(" mp7 "))
        self._pay_invoice("MP8")
        self.assertIn("already used by the payment", check("MP8"))
        self.assertIn("at most 64 characters", check("8" * 100))
        for nonsense in (None, 5, True, ["MP7"], {"ref": "MP7"}, 1.5):
            self.assertEqual(check(nonsense), "")

    def test_forged_claim(self):
        """A till neither reads nor writes what the server decides."""
        data = self._order_data("MP9")
        data["payment_ids"][0][2].update(kms_transaction_claim="0:MP99", kms_review_reason=False)
        order = self._send(data)
        self.assertTrue(order.payment_ids.kms_transaction_claim.endswith(":MP9"))
        payment = order.payment_ids.with_user(self.cashier)
        payment.write({"kms_review_reason": "duplicate", "kms_transaction_claim": False})
        self.assertFalse(order.payment_ids.kms_review_reason)
        self.assertTrue(order.payment_ids.kms_transaction_claim)
        loaded = payment._load_pos_data_read(payment, self.config)[0]
        self.assertNotIn("kms_transaction_claim", loaded)
        self.assertNotIn("kms_review_reason", loaded)

    def test_payment_edited_afterwards(self):
        """The form of a paid order lets a manager change how it was paid."""
        self._sell("MP15")
        order = self._sell(method=self.cash_pm1)
        manager = new_test_user(
            self.env,
            "till_manager",
            groups="point_of_sale.group_pos_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        payment = order.payment_ids.with_user(manager)
        payment.write({"payment_method_id": self.mtn.id})
        self.assertEqual(self._reasons(order), ["missing"])
        payment.write({"transaction_id": "MP15"})
        self.assertEqual(self._reasons(order), ["duplicate"])
        payment.write({"transaction_id": "MP16"})
        self.assertEqual(self._reasons(order), [False])
        payment.write({"payment_method_id": self.cash_pm1.id})
        self.assertFalse(order.payment_ids.kms_transaction_claim)
        self.assertEqual(self._reasons(self._sell("MP16")), [False], "the id is free again")

    def test_review(self):
        self._sell("MP10")
        order = self._sell("MP10")
        payment = order.payment_ids
        payment.action_kms_check_again()
        self.assertEqual(payment.kms_review_reason, "duplicate")
        payment.transaction_id = "mp11"
        payment.action_kms_check_again()
        self.assertFalse(payment.kms_review_reason)
        self.assertEqual(payment.transaction_id, "MP11")
        other = self._sell().payment_ids
        other.action_kms_accept()
        self.assertFalse(other.kms_review_reason)
        self.assertIn("accepted after review", other.pos_order_id.message_ids[0].body)
        with self.assertRaises(AccessError):
            other.with_user(self.cashier).action_kms_accept()

    def test_money_lands_in_the_operators_account(self):
        self._sell("MP12")
        self._sell("MP13")
        self.pos_session.post_closing_cash_details(0)
        self.pos_session.close_session_from_ui()
        self.assertEqual(self.pos_session.state, "closed")
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", self.mtn_journal.default_account_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual(sum(lines.mapped("balance")), 200)

    def test_invoiced_order_shows_the_id_in_the_books(self):
        order = self._sell("MP14", partner_id=self.customer.id, to_invoice=True)
        self.assertIn("MP14", order.payment_ids.account_move_id.ref)
