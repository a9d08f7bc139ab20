from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_dispute import DisputeCase


@tagged("post_install", "-at_install")
class TestDisputeUndone(DisputeCase):
    """An accountant undoes what a dispute has made: what it gave is to be had once more, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, login="test_undone_accountant", groups="kms_base.role_accountant"
        )

    def _solved(self, solution="refund", quantity=1, **values):
        order = self._sell()
        dispute = self._dispute(order, solution, quantity, goods_back=False, **values)
        dispute.action_resolve()
        self.assertEqual(dispute.state, "resolved")
        return order, dispute

    def _credit(self, dispute):
        moves = dispute.sudo().move_ids.sorted("id")
        return moves.filtered(lambda move: move.move_type == "out_refund").with_user(
            self.accountant
        )

    def _reverse(self, move):
        move._reverse_moves(
            [{"invoice_date": fields.Date.today(), "date": move.date}]
        ).action_post()

    def test_a_reset_credit_note_gives_the_units_back(self):
        order, dispute = self._solved()
        self.assertEqual(order.order_line.kms_compensated_qty, 1)
        credit = self._credit(dispute)
        credit.button_draft()
        self.assertEqual(order.order_line.kms_compensated_qty, 0)
        self.assertEqual(dispute.line_ids.compensated_qty, 0)
        self.assertEqual(dispute.state, "in_progress")
        self.assertFalse(dispute.resolved_date)
        self.assertIn("Dispute to decide anew", dispute.activity_ids.mapped("summary"))
        credit.action_post()
        self.assertEqual(order.order_line.kms_compensated_qty, 1)
        self.assertEqual(dispute.state, "resolved")

    def test_a_draft_that_comes_back_too_late_is_refused(self):
        order, dispute = self._solved(quantity=2)
        credit = self._credit(dispute)
        credit.button_draft()
        other = self._dispute(order, "refund", 2, goods_back=False)
        with self.assertRaisesRegex(UserError, "0 are invoiced and not credited"):
            other.action_resolve()  # the draft still stands for them
        credit.button_cancel()
        other.action_resolve()
        self.assertEqual(order.order_line.kms_compensated_qty, 2)
        credit.button_draft()
        with self.assertRaisesRegex(UserError, "2 of them are compensated already"):
            credit.action_post()

    def test_a_cancelled_credit_note_is_decided_anew_and_paid_once(self):
        order, dispute = self._solved(journal_id=self.cash.id)
        credit = self._credit(dispute)
        credit.button_draft()
        with self.assertRaisesRegex(UserError, "accountant reverse"):
            dispute.write({"goods_back": True})
        credit.button_cancel()
        dispute.action_resolve()
        again = dispute.sudo().move_ids - credit.sudo()
        self.assertEqual((again.state, again.amount_residual), ("posted", 0))
        self.assertEqual(sum(dispute.sudo().payment_ids.mapped("amount")), 29_500)
        self.assertEqual(dispute.state, "resolved")
        self.assertEqual(order.order_line.kms_compensated_qty, 1)

    def test_a_reversed_credit_note_gives_the_units_back(self):
        order, dispute = self._solved(quantity=2)
        self._reverse(self._credit(dispute))
        self.assertEqual(order.order_line.kms_compensated_qty, 0)
        self.assertEqual(dispute.state, "in_progress")
        dispute.action_abandon()
        other = self._dispute(order, "refund", 2, goods_back=False)
        other.action_resolve()
        self.assertEqual(order.order_line.kms_compensated_qty, 2)

    def test_a_cancelled_payment_is_made_once_more(self):
        order, dispute = self._solved(journal_id=self.cash.id)
        dispute.sudo().payment_ids.with_user(self.accountant).action_cancel()
        self.assertEqual(dispute.state, "in_progress")
        self.assertEqual(order.order_line.kms_compensated_qty, 1, "the credit note stands")
        dispute.action_resolve()
        standing = dispute.sudo()._kms_standing_payments()
        self.assertEqual(standing.amount, 29_500)
        self.assertEqual(dispute.state, "resolved")
        self.assertEqual(len(self._credit(dispute)), 1)

    def test_a_store_credit_is_taken_back(self):
        order, dispute = self._solved("store_credit")
        card = dispute.sudo().card_id
        self.assertEqual(card.points, 29_500)
        self._reverse(self._credit(dispute))
        self.assertEqual(card.points, 0)
        self.assertEqual(order.order_line.kms_compensated_qty, 0)
        self.assertEqual(sum(card.history_ids.mapped("used")), 29_500)
        self.assertFalse(dispute.sudo().card_id)

    def test_a_spent_store_credit_is_not(self):
        _order, dispute = self._solved("store_credit")
        dispute.sudo().card_id.points -= 10_000
        with self.assertRaisesRegex(UserError, "has spent the rest"):
            self._credit(dispute).button_draft()

    def test_nobody_writes_what_was_given_back(self):
        _order, dispute = self._solved()
        with self.assertRaises(AccessError):
            dispute.line_ids.compensated_qty = 0

    def test_a_cancelled_replacement_is_not_resolved(self):
        order = self._sell()
        dispute = self._dispute(order, "replacement", 1)
        dispute.action_resolve()
        transfers = dispute.sudo().picking_ids
        transfers.action_cancel()
        dispute.sudo()._kms_close_when_done()
        self.assertEqual(dispute.state, "in_progress")
        dispute.action_resolve()
        self._validate(dispute.with_context(active_test=False))
        self.assertEqual(dispute.state, "resolved")
