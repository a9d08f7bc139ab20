from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_delivery import SIGNATURE
from .test_preparation import PreparationCase


@tagged("post_install", "-at_install")
class TestWarehouse(PreparationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls.env["kms.warehouse"].with_user(cls.storekeeper)

    def _apply(self, order, step, uuid=None, **values):
        return self.board.apply(
            {"uuid": uuid or uuid4().hex, "order_id": order.id, "step": step, **values}
        )

    def _columns(self):
        return {
            column: [row["id"] for row in rows]
            for column, rows in self.board.load()["columns"].items()
        }

    def test_from_the_board_to_the_customer(self):
        order = self._approved(panels=2)
        self.assertIn(order.id, self._columns()["waiting"])
        self._apply(order, "start")
        [line] = self._apply(order, "line", move_id=order.move_ids.id, quantity=2)["lines"]
        self.assertTrue(line["picked"])
        self._apply(order, "ready", bay="B4")
        self.assertIn(order.id, self._columns()["ready"])
        order.transport = "driver"
        self.assertIn(order.id, self._columns()["to_deliver"])
        row = self._apply(order, "deliver", signature=SIGNATURE.decode())
        self.assertEqual((row["state"], order.bay), ("delivered", "B4"))
        self.assertEqual(self._on_hand(), 3)

    def test_a_step_sent_twice_has_one_effect(self):
        order = self._approved(panels=2)
        uuid = uuid4().hex
        self._apply(order, "start", uuid)
        row = self._apply(order, "start", uuid)
        self.assertEqual(row["state"], "preparing")
        with self.assertRaisesRegex(UserError, "In preparation"):
            self._apply(order, "start")

    def test_urgent_and_promised_first(self):
        now = fields.Datetime.now()
        self._put_in_stock(50)
        later, sooner, urgent = (self._approved(panels=1) for _number in range(3))
        later.sudo().wanted_date = now + timedelta(days=2)
        sooner.sudo().wanted_date = now + timedelta(days=1)
        urgent.sudo().write({"request_type": "urgent", "wanted_date": now + timedelta(days=3)})
        mine = {later.id, sooner.id, urgent.id}
        waiting = [order for order in self._columns()["waiting"] if order in mine]
        self.assertEqual(waiting, [urgent.id, sooner.id, later.id])

    def test_hostile_steps_get_a_sentence(self):
        order = self._approved(panels=2)
        self._apply(order, "start")
        move = order.move_ids.id
        for step, values in (
            ("line", {"move_id": move, "quantity": -1}),
            ("line", {"move_id": move, "quantity": 3}),
            ("line", {"move_id": move, "quantity": "2"}),
            ("line", {"move_id": move, "quantity": True}),
            ("line", {"move_id": move, "quantity": 1}),
            ("line", {"move_id": move, "quantity": 1, "reason": "<script>"}),
            ("line", {"move_id": 0, "quantity": 1}),
            ("line", {}),
            ("deliver", {"signature": SIGNATURE.decode()}),
            ("back", {"reason": "   "}),
            ("absent", {"reason": "x", "new_date": "yesterday"}),
            ("load", {}),
            (["start"], {}),
            (None, {}),
        ):
            with self.subTest(step=step, values=values), self.assertRaises(UserError):
                if step == "back":
                    self.env["kms.preparation.reason"].with_user(self.storekeeper).create(
                        {"preparation_id": order.id, "step": "back", "reason": values["reason"]}
                    ).action_apply()
                else:
                    self._apply(order, step, **values)
        for call in (None, [], {"uuid": "x"}, {"uuid": uuid4().hex, "order_id": "1"}):
            with self.subTest(call=call), self.assertRaises(UserError):
                self.board.apply(call)

    def test_pictures_are_bounded(self):
        order = self._ready()
        order.signature = False
        for picture in ("not base64!", "x" * 8_000_000):
            with self.subTest(size=len(picture)), self.assertRaisesRegex(UserError, "picture"):
                self._apply(order, "deliver", signature=picture)
        self.assertEqual(order.state, "ready")

    def test_only_the_warehouse(self):
        cashier = new_test_user(
            self.env, login="test_board_cashier", groups="base.group_user,kms_base.role_cashier"
        )
        with self.assertRaises(AccessError):
            self.env["kms.warehouse"].with_user(cashier).load()

    def test_the_board_asks_a_bounded_number_of_queries(self):
        self._put_in_stock(100)
        counts = []
        for number in (2, 10):
            for _order in range(number):
                self._approved(panels=1)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.board.load()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1)
