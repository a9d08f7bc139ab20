from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_delivery import SIGNATURE, DeliveryCase


class PreparationCase(DeliveryCase):
    """Sales whose preparation a salesperson asks for and a manager approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._new_user("showroom")
        cls.manager = cls._new_user("marketing")
        cls.screw = cls.env["product.product"].create(
            {"name": "Test screw", "is_storable": True, "list_price": 50}
        )
        cls._put_in_stock(100, cls.screw)

    @classmethod
    def _new_user(cls, role):
        return new_test_user(
            cls.env, login=f"test_prep_{role}", groups=f"base.group_user,kms_base.role_{role}"
        )

    def _sell(self, panels=2, screws=0):
        lines = [(self.panel, panels), (self.screw, screws)]
        sale = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                    "order_line": [
                        fields.Command.create(
                            {"product_id": product.id, "product_uom_qty": quantity}
                        )
                        for product, quantity in lines
                        if quantity
                    ],
                }
            )
        )
        sale.action_confirm()
        return sale

    def _prepare(self, **sold):
        sale = self._sell(**sold)
        return self.env["kms.preparation.order"].browse(sale.action_kms_prepare()["res_id"])

    def _approved(self, **sold):
        order = self._prepare(**sold)
        order.with_user(self.manager).action_approve()
        return order.with_user(self.storekeeper)

    def _tick(self, order, product=None, quantity=None, reason=False):
        for move in order.move_ids:
            if product in (None, move.product_id):
                move.write(
                    {
                        "quantity": move.product_uom_qty if quantity is None else quantity,
                        "picked": True,
                        "kms_short_reason": reason,
                    }
                )

    def _ready(self, **sold):
        order = self._approved(**sold)
        order.action_start()
        self._tick(order)
        order.action_ready()
        order.signature = SIGNATURE
        return order


@tagged("post_install", "-at_install")
class TestPreparation(PreparationCase):
    # ------------------------------------------------------------
    # REQUEST AND APPROVAL
    # ------------------------------------------------------------

    def test_one_click_makes_one_order(self):
        sale = self._sell()
        first = sale.action_kms_prepare()["res_id"]
        self.assertEqual(sale.action_kms_prepare()["res_id"], first)
        order = sale.kms_preparation_ids
        self.assertEqual(order.picking_ids, sale.picking_ids)
        self.assertEqual(
            (order.state, order.request_type, order.requester_id),
            ("waiting", "normal", self.salesperson),
        )

    def test_a_quotation_is_not_prepared(self):
        sale = self._sell()
        sale.picking_ids.sudo().action_cancel()
        with self.assertRaisesRegex(UserError, "left to deliver"):
            sale.action_kms_prepare()
        quotation = sale.copy()
        with self.assertRaisesRegex(UserError, "Confirm"):
            quotation.action_kms_prepare()

    def test_the_warehouse_sees_it_once_approved(self):
        order = self._prepare()
        seen = self.env["kms.preparation.order"].with_user(self.storekeeper)
        self.assertNotIn(order, seen.search([]))
        with self.assertRaises(AccessError):
            order.with_user(self.storekeeper).action_start()
        with self.assertRaisesRegex(UserError, "marketing manager"):
            order.with_user(self.salesperson).action_approve()
        order.with_user(self.manager).action_approve()
        self.assertIn(order, seen.search([]))
        self.assertEqual(order.approver_id, self.manager)

    def test_small_orders_need_no_approval(self):
        self.env.company.kms_approval_amount = 100_000
        self.assertTrue(self._prepare(panels=1).approved_date)
        self.assertFalse(self._prepare(panels=3, screws=1000).approved_date)

    def test_types_that_need_no_approval(self):
        self.env.company.kms_approve_normal = False
        self.assertTrue(self._prepare().approved_date)

    def test_urgent_orders_ring_at_once(self):
        order = self._prepare()
        before = order.message_ids
        order.request_type = "urgent"
        self.assertIn(self.manager.partner_id, (order.message_ids - before).notified_partner_ids)

    # ------------------------------------------------------------
    # PREPARATION AND DELIVERY
    # ------------------------------------------------------------

    def test_only_the_delivery_moves_stock(self):
        order = self._approved(panels=2)
        order.action_start()
        self._tick(order)
        order.action_ready()
        self.assertEqual(self._on_hand(), 5)
        with self.assertRaisesRegex(UserError, "not signed"):
            order.action_deliver()
        self.assertEqual(order.state, "ready")
        order.signature = SIGNATURE
        order.action_deliver()
        self.assertEqual(self._on_hand(), 3)
        self.assertEqual(order.state, "delivered")
        self.assertEqual(order.attempt_ids.mapped("outcome"), ["delivered"])
        self.assertTrue(order.picking_ids.signature)

    def test_it_is_delivered_once(self):
        order = self._ready()
        order.action_deliver()
        with self.assertRaisesRegex(UserError, "Delivered"):
            order.action_deliver()
        self.assertEqual(self._on_hand(), 3)

    def test_each_line_is_ticked_or_short(self):
        order = self._approved(panels=2, screws=10)
        order.action_start()
        self._tick(order, self.panel)
        with self.assertRaisesRegex(UserError, "Test screw"):
            order.action_ready()
        self._tick(order, self.screw, 4)
        with self.assertRaisesRegex(UserError, "Say why"):
            order.action_ready()
        self._tick(order, self.screw, 4, "missing")
        order.action_ready()
        self.assertEqual(order.state, "ready")

    def test_what_is_short_becomes_an_order_of_its_own(self):
        order = self._approved(panels=2, screws=10)
        order.action_start()
        self._tick(order, self.panel)
        self._tick(order, self.screw, 4, "missing")
        order.action_ready()
        order.signature = SIGNATURE
        order.action_deliver()
        self.assertEqual(order.attempt_ids.outcome, "partial")
        rest = order.sale_id.kms_preparation_ids - order
        self.assertEqual((rest.state, rest.backorder_of_id), ("waiting", order))
        self.assertTrue(rest.approved_date)
        self.assertEqual(rest.move_ids.mapped("product_uom_qty"), [6])
        self.assertEqual(self.screw.qty_available, 96)

    def test_the_short_route_closes_the_order(self):
        order = self._approved()
        pickings = order.picking_ids
        pickings.signature = SIGNATURE
        pickings.button_validate()
        self.assertEqual(order.state, "delivered")

    def test_an_absent_customer_is_put_off(self):
        order = self._ready()
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
        self._step(order, "absent", "Nobody at home", later)
        self.assertEqual((order.state, order.wanted_date), ("ready", later))
        self.assertEqual(order.attempt_ids.outcome, "absent")
        with self.assertRaisesRegex(UserError, "date to come"):
            self._step(order, "absent", "Again", fields.Datetime.now() - timedelta(days=1))

    def test_back_and_cancel_ask_why(self):
        order = self._ready()
        with self.assertRaisesRegex(UserError, "why"):
            self._step(order, "back", "  ")
        self._step(order, "back", "Wrong colour")
        self.assertEqual(order.state, "preparing")
        self._step(order, "back", "Later")
        self.assertEqual((order.state, order.preparer_id.id), ("waiting", False))
        self.assertFalse(any(order.move_ids.mapped("picked")))
        self._step(order, "cancel", "Customer called")
        self.assertEqual(order.state, "cancelled")
        self.assertTrue(order.sale_id.sudo().action_kms_prepare()["res_id"] != order.id)

    def test_a_cancelled_sale_ends_its_preparation(self):
        order = self._approved()
        order.sale_id.sudo()._action_cancel()
        self.assertEqual(order.state, "cancelled")

    def test_delays(self):
        order = self._ready()
        order.sudo().approved_date = order.ready_date - timedelta(hours=3)
        self.assertAlmostEqual(order.preparation_hours, 3)

    def test_a_worked_order_stays_in_the_register(self):
        order = self._ready()
        with self.assertRaisesRegex(UserError, "register"):
            order.with_user(self.manager).unlink()

    def _step(self, order, step, reason, new_date=False):
        self.env["kms.preparation.reason"].with_user(order.env.user).create(
            {"preparation_id": order.id, "step": step, "reason": reason, "new_date": new_date}
        ).action_apply()

    # ------------------------------------------------------------
    # MANY
    # ------------------------------------------------------------

    def test_the_list_asks_a_bounded_number_of_queries(self):
        self._put_in_stock(100)
        orders = self.env["kms.preparation.order"].union(
            *(self._approved(panels=1) for _number in range(8))
        )
        fields_read = {"name": {}, "partner_id": {"fields": {"display_name": {}}}, "is_late": {}}
        fields_read |= {"picked_count": {}, "line_count": {}, "amount_total": {}}
        counts = []
        for some in (orders[:2], orders):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some.web_read(fields_read)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1)
