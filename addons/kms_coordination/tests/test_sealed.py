from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_preparation import PreparationCase


@tagged("post_install", "-at_install")
class TestSealed(PreparationCase):
    """What a client writes past the screens."""

    def test_steps_are_not_written_by_hand(self):
        order = self._prepare()
        for values in (
            {"state": "ready"},
            {"approved_date": fields.Datetime.now()},
            {"approval_needed": False},
            {"sale_id": order.sale_id.copy().id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                order.with_user(self.salesperson).write(values)

    def test_nor_given_at_creation(self):
        sale = self._sell()
        orders = self.env["kms.preparation.order"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            orders.create({"sale_id": sale.id, "approval_needed": False})
        order = orders.with_context(default_state="ready", default_approval_needed=False).create(
            {"sale_id": sale.id}
        )
        self.assertEqual((order.state, order.approved_date), ("waiting", False))

    def test_another_type_follows_its_own_rule(self):
        self.env.company.kms_approve_pickup = False
        order = self._prepare()
        order.request_type = "pickup"
        self.assertTrue(order.approved_date, "pickups need nobody")
        order.request_type = "delivery"
        self.assertFalse(order.approved_date, "deliveries do")
        order.with_user(self.manager).action_approve()
        order.request_type = "normal"
        self.assertTrue(order.approved_date, "a manager has seen it")

    def test_a_transfer_is_not_passed_off_as_a_replacement(self):
        order = self._approved()
        dispute = self.env["kms.dispute"].create({"sale_id": order.sale_id.id, "problem": "late"})
        with self.assertRaises(AccessError):
            order.picking_ids.with_user(self.storekeeper).kms_dispute_id = dispute

    def test_the_counter_of_refunds(self):
        line = self._sell().order_line
        with self.assertRaises(AccessError):
            line.with_user(self.salesperson).kms_compensated_qty = -5

    def test_a_dispute_is_not_resolved_by_hand(self):
        sale = self._sell()
        dispute = (
            self.env["kms.dispute"]
            .with_user(self.salesperson)
            .create({"sale_id": sale.id, "problem": "late"})
        )
        with self.assertRaises(AccessError):
            dispute.state = "resolved"
        other = self._sell().order_line
        with self.assertRaisesRegex(ValidationError, "not a line of the disputed sale"):
            dispute.line_ids.sale_line_id = other

    def test_the_disputed_sale_keeps_its_lines(self):
        dispute = self.env["kms.dispute"].create({"sale_id": self._sell().id, "problem": "late"})
        with self.assertRaisesRegex(ValidationError, "not a line of the disputed sale"):
            dispute.with_user(self.salesperson).sale_id = self._sell()

    def test_documents_are_not_passed_off_as_a_disputes(self):
        dispute = self.env["kms.dispute"].create({"sale_id": self._sell().id, "problem": "late"})
        accountant = self._new_user("accountant")
        moves = self.env["account.move"].with_user(accountant)
        with self.assertRaises(AccessError):
            moves.create({"move_type": "out_refund", "kms_dispute_id": dispute.id})

    def test_a_release_is_given_by_its_step_alone(self):
        releases = self.env["kms.delivery.release"].with_user(self.manager)
        with self.assertRaises(AccessError):
            releases.create({"sale_id": self._sell().id, "reason": "mine"})

    def test_what_has_acted_no_longer_changes(self):
        dispute = self.env["kms.dispute"].create(
            {"sale_id": self._sell().id, "problem": "late", "goodwill_amount": 1_000}
        )
        dispute = dispute.with_user(self.manager)
        dispute.solution = "goodwill"
        dispute.action_resolve()
        self.assertEqual(dispute.state, "resolved")
        with self.assertRaisesRegex(UserError, "no longer changes"):
            dispute.solution = "none"
        with self.assertRaisesRegex(UserError, "no longer changes"):
            dispute.line_ids.quantity = 1
        with self.assertRaisesRegex(UserError, "no longer changes"):
            dispute.line_ids.unlink()
        dispute.satisfaction = "4"

    def test_salespeople_report_stock_outs_and_decide_nothing(self):
        rupture = (
            self.env["kms.rupture"]
            .with_user(self.salesperson)
            .create({"product_id": self.panel.id})
        )
        with self.assertRaises(AccessError):
            rupture.action_abandon()
        with self.assertRaisesRegex(UserError, "marketing manager"):
            rupture.with_user(self.storekeeper).action_abandon()
        with self.assertRaises(AccessError):
            rupture.with_user(self.manager).state = "resolved"


@tagged("post_install", "-at_install")
class TestTold(PreparationCase):
    """Each step tells the role that has to act next."""

    def _told(self, record, before):
        return (record.sudo().message_ids - before).notified_partner_ids

    def test_urgent_rings_the_manager_then_the_warehouse(self):
        order = self._prepare()
        before = order.message_ids
        order.request_type = "urgent"
        self.assertIn(self.manager.partner_id, self._told(order, before))
        before = order.message_ids
        order.with_user(self.manager).action_approve()
        self.assertIn(self.storekeeper.partner_id, self._told(order, before))

    def test_urgent_without_approval_rings_the_warehouse(self):
        self.env.company.kms_approve_urgent = False
        order = self._prepare()
        before = order.message_ids
        order.request_type = "urgent"
        self.assertIn(self.storekeeper.partner_id, self._told(order, before))

    def test_ready_and_absent_tell_the_salesperson(self):
        order = self._approved()
        order.action_start()
        self._tick(order)
        before = order.message_ids
        order.action_ready()
        self.assertIn(self.salesperson.partner_id, self._told(order, before))
        before = order.sudo().message_ids
        later = fields.Datetime.now() + timedelta(days=1)
        self.env["kms.preparation.reason"].with_user(self.storekeeper).create(
            {
                "preparation_id": order.id,
                "step": "absent",
                "reason": "Nobody at home",
                "new_date": later,
            }
        ).action_apply()
        self.assertIn(self.salesperson.partner_id, self._told(order, before))

    def test_stock_outs_and_disputes_are_marketings_to_do(self):
        managers = self.env.company._kms_get_managers()
        rupture = self.env["kms.rupture"].with_user(self.storekeeper)
        rupture = rupture.create({"product_id": self.panel.id})
        self.assertIn(rupture.sudo().activity_ids.user_id, managers)
        rupture.with_user(self.manager).action_take()
        self.assertFalse(rupture.sudo().activity_ids)
        dispute = self.env["kms.dispute"].with_user(self.salesperson)
        dispute = dispute.create({"sale_id": self._sell().id, "problem": "late"})
        self.assertIn(dispute.sudo().activity_ids.user_id, managers)
