from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .test_delivery import SIGNATURE, DeliveryCase


class DisputeCase(DeliveryCase):
    """Two panels at 29 500 sold, paid and delivered, then disputed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.panel.write({"taxes_id": False, "invoice_policy": "order"})
        cls.manager = new_test_user(
            cls.env,
            login="test_dispute_manager",
            groups="base.group_user,kms_base.role_marketing",
        )
        cls.salesperson = new_test_user(
            cls.env, login="test_dispute_seller", groups="base.group_user,kms_base.role_showroom"
        )
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1
        )

    def _sell(self, quantity=2, paid=True, deliver=True):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.salesperson.id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": self.panel.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        if deliver:
            order.picking_ids.signature = SIGNATURE
            order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        if paid:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"journal_id": self.cash.id})._create_payments()
        return order

    def _dispute(self, order, solution, quantity=None, **values):
        dispute = (
            self.env["kms.dispute"]
            .with_user(self.salesperson)
            .create({"sale_id": order.id, "problem": "defective", "description": "It is bent"})
        )
        if quantity:
            dispute.line_ids.quantity = quantity
        dispute = dispute.with_user(self.manager)
        dispute.action_take()
        dispute.write({"solution": solution, **values})
        return dispute

    def _validate(self, dispute):
        for picking in dispute.sudo()._kms_standing_pickings().sorted("id"):
            picking.action_assign()
            picking.move_ids.write({"picked": True})
            if picking.picking_type_code == "outgoing":
                picking.signature = SIGNATURE
            picking.button_validate()


@tagged("post_install", "-at_install")
class TestDispute(DisputeCase):
    # ------------------------------------------------------------
    # REFUND
    # ------------------------------------------------------------

    def test_a_refund_credits_pays_and_takes_back(self):
        order = self._sell()
        dispute = self._dispute(order, "refund", quantity=1, journal_id=self.cash.id)
        dispute.action_resolve()
        credit = dispute.sudo().move_ids
        self.assertEqual((credit.state, credit.amount_total), ("posted", 29_500))
        self.assertEqual(credit.amount_residual, 0)
        self.assertEqual(dispute.sudo().payment_ids.amount, 29_500)
        self.assertEqual(dispute.state, "in_progress", "the panel is not back yet")
        self._validate(dispute)
        self.assertEqual(dispute.state, "resolved")
        self.assertEqual(self._on_hand(), 4)

    def test_refunded_goods_are_owed_and_invoiced_no_longer(self):
        order = self._sell()
        dispute = self._dispute(order, "refund", journal_id=self.cash.id)
        dispute.action_resolve()
        self._validate(dispute)
        self.env.invalidate_all()
        line = self.env["kms.delivery.payment.report"].search([("sale_id", "=", order.id)])
        self.assertEqual(
            (line.due_amount, line.undelivered_amount, line.crossing), (0, 0, "complete")
        )
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_what_is_still_on_the_way_is_not_credited(self):
        order = self._sell()
        late = order.copy()
        late.action_confirm()
        late._create_invoices().action_post()
        dispute = self._dispute(late, "refund", goods_back=False)
        with self.assertRaisesRegex(UserError, "still to be delivered"):
            dispute.action_resolve()
        late.picking_ids.action_cancel()
        dispute.action_resolve()
        self.assertEqual(dispute.state, "resolved")

    def test_an_unpaid_invoice_is_reduced(self):
        order = self._sell(paid=False)
        dispute = self._dispute(
            order, "refund", quantity=1, journal_id=self.cash.id, goods_back=False
        )
        dispute.action_resolve()
        self.assertEqual(dispute.state, "resolved")
        self.assertFalse(dispute.sudo().payment_ids, "nothing was paid, nothing goes back")
        invoice = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        self.assertEqual(invoice.amount_residual, 29_500)

    def test_no_more_than_was_sold(self):
        order = self._sell()
        first = self._dispute(order, "refund", quantity=1, goods_back=False)
        first.action_resolve()
        second = self._dispute(order, "refund", quantity=2, goods_back=False)
        with self.assertRaisesRegex(UserError, "1 of them are compensated"):
            second.action_resolve()
        second.line_ids.quantity = 1
        second.action_resolve()
        self.assertEqual(sum((first | second).sudo().move_ids.mapped("amount_total")), 59_000)

    def test_resolving_twice_makes_one_credit_note(self):
        order = self._sell()
        dispute = self._dispute(order, "refund", quantity=1)
        dispute.action_resolve()
        dispute.action_resolve()
        self.assertEqual(len(dispute.sudo().move_ids), 1)

    def test_a_credit_note_made_by_hand_counts(self):
        order = self._sell()
        invoice = order.invoice_ids
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        self.env["account.move"].browse(wizard.refund_moves()["res_id"]).action_post()
        dispute = self._dispute(order, "refund", quantity=1, goods_back=False)
        with self.assertRaisesRegex(UserError, "not credited yet"):
            dispute.action_resolve()

    # ------------------------------------------------------------
    # OTHER SOLUTIONS
    # ------------------------------------------------------------

    def test_a_replacement_moves_stock_twice(self):
        order = self._sell()
        dispute = self._dispute(order, "replacement", quantity=1)
        dispute.action_resolve()
        codes = dispute.sudo().picking_ids.mapped("picking_type_code")
        self.assertEqual(sorted(codes), ["incoming", "outgoing"])
        self._validate(dispute)
        self.assertEqual(dispute.state, "resolved")
        self.assertEqual(self._on_hand(), 3)

    def test_each_replacement_leaves_by_itself(self):
        order = self._sell(3)
        first = self._dispute(order, "replacement", quantity=1)
        second = self._dispute(order, "replacement", quantity=1)
        (first | second).action_resolve()
        for dispute in (first, second):
            codes = dispute.sudo().picking_ids.mapped("picking_type_code")
            self.assertEqual(sorted(codes), ["incoming", "outgoing"])
        self._validate(first)
        self.assertEqual((first.state, second.state), ("resolved", "in_progress"))

    def test_a_store_credit_fills_the_wallet(self):
        order = self._sell()
        dispute = self._dispute(order, "store_credit", quantity=1, goods_back=False)
        dispute.action_resolve()
        card = dispute.sudo().card_id
        self.assertEqual((card.points, card.partner_id), (29_500, self.customer))
        self.assertEqual(card.program_type, "ewallet")
        self.assertEqual(sum(card.history_ids.mapped("issued")), 29_500)
        self.assertEqual(set(dispute.sudo().move_ids.mapped("amount_residual")), {0})
        self.assertEqual(dispute.state, "resolved")
        self.assertEqual(self.customer.credit, 0)

    def test_a_credit_for_what_was_never_paid_is_refused(self):
        dispute = self._dispute(self._sell(paid=False), "store_credit", goods_back=False)
        with self.assertRaisesRegex(UserError, "choose the refund"):
            dispute.action_resolve()

    def test_a_goodwill_coupon(self):
        dispute = self._dispute(self._sell(), "goodwill", goodwill_amount=5_000)
        dispute.action_resolve()
        card = dispute.sudo().card_id
        self.assertEqual((card.points, card.program_type), (5_000, "coupons"))
        self.assertTrue(card.expiration_date)
        self.assertEqual(dispute.state, "resolved")

    # ------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------

    def test_only_the_manager_decides(self):
        dispute = self._dispute(self._sell(), "goodwill", goodwill_amount=1_000)
        with self.assertRaisesRegex(UserError, "marketing manager"):
            dispute.with_user(self.salesperson).action_resolve()

    def test_refusals(self):
        order = self._sell()
        dispute = self._dispute(order, False)
        with self.assertRaisesRegex(UserError, "solution"):
            dispute.action_resolve()
        dispute.action_abandon()
        with self.assertRaisesRegex(UserError, "already"):
            dispute.action_take()
        stranger = self.env["res.partner"].create({"name": "Somebody else"})
        with self.assertRaisesRegex(ValidationError, "was sold to"):
            self.env["kms.dispute"].create(
                {"sale_id": order.id, "partner_id": stranger.id, "problem": "other"}
            )
        with self.assertRaisesRegex(UserError, "register"):
            dispute.unlink()

    def test_the_manager_is_asked_at_once(self):
        dispute = self.env["kms.dispute"].create({"sale_id": self._sell().id, "problem": "late"})
        self.assertEqual(dispute.activity_ids.date_deadline, dispute.deadline)
        today = self.env.company._kms_today()
        self.assertEqual((dispute.deadline - today).days, self.env.company.kms_dispute_days)

    def test_the_customer_reads_their_own(self):
        mine = self._dispute(self._sell(), "none")
        other = self._sell()
        stranger = self.env["res.partner"].create({"name": "Somebody else"})
        other.partner_id = stranger
        theirs = self.env["kms.dispute"].create({"sale_id": other.id, "problem": "late"})
        user = new_test_user(
            self.env, login="test_portal", groups="base.group_portal", partner_id=self.customer.id
        )
        seen = self.env["kms.dispute"].with_user(user).search([])
        self.assertIn(mine, seen)
        self.assertNotIn(theirs, seen)

    def test_the_customer_rates_the_answer(self):
        dispute = self._dispute(self._sell(), "none")
        with self.assertRaisesRegex(UserError, "Resolve"):
            dispute._kms_get_satisfaction()
        dispute.action_resolve()
        survey = dispute._kms_get_satisfaction()
        self.assertEqual((survey.service, survey.partner_id), ("dispute", self.customer))
        survey._kms_answer("4", "Quick and kind", "link")
        self.assertEqual(dispute.satisfaction, "4")
