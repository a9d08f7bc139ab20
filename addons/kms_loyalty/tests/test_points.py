from uuid import uuid4

from odoo.exceptions import AccessError, UserError

from ..coupons.trust import BOOKED
from .coupon_common import CouponCommon


class TestPoints(CouponCommon):
    """The ledger: a balance is the sum of its lines, whoever changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls._loyalty()

    def _mine(self, partner=None):
        return self.env["loyalty.card"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("program_id", "=", self.program.id),
            ]
        )

    def _back(self, order, quantity, whole=False):
        """Refund goods at the till."""
        line = order.lines.filtered(lambda line: not line.reward_id)
        data = self._till_data(-quantity)
        data["lines"][0][2]["refunded_orderline_id"] = line.id
        data["is_refund"] = True
        return self.env["pos.order"].browse(self._sync(data))

    def test_won_with_the_order(self):
        order = self._till(10)
        card = self._mine()
        self.assertEqual(self._balance(card), 100)
        entry = self.Entry.search([("card_id", "=", card.id)])
        self.assertEqual(
            (entry.kind, entry.order_key, entry.pos_order_id, entry.order_ref),
            ("won", order.uuid, order, order.name),
        )
        self.assertEqual(card.history_ids.issued, 100)

    def test_the_ledger_alone_tells_of_points(self):
        self.env = self.env(context={})  # tests write no notes otherwise
        self._till(10)
        self.env.cr.precommit.run()
        self.assertFalse(self._mine().message_ids.tracking_value_ids)

    def test_once_per_order(self):
        uuid = str(uuid4())
        for _time in range(3):
            self._sync(self._till_data(10, uuid=uuid))
        self.assertEqual(self._balance(self._mine()), 100)

    def test_spent(self):
        self._till(10)
        card = self._mine()
        order = self._till(2, rewards=[(self.program.reward_ids, card, 500, 50)])
        # 1 500 paid, of which the program's own discount is no loss of points
        self.assertEqual(self._balance(card), 100 - 50 + 20)
        self.assertFalse(order.kms_review_state)

    def test_more_than_there_is(self):
        self._till(1)
        card = self._mine()
        # the till says that the reward costs nothing
        order = self._till(1, rewards=[(self.program.reward_ids, card, 500, 0)])
        self.assertEqual(self._balance(card), 0)
        spent = self.Entry.search([("card_id", "=", card.id), ("kind", "=", "spent")])
        self.assertEqual((spent.points, spent.shortfall), (-20, 30))
        self.assertEqual(order.kms_review_state, "review")

    def test_a_refund_takes_back_what_was_won(self):
        order = self._till(10)
        card = self._mine()
        self._back(order, 3)
        self.assertEqual(self._balance(card), 70)
        self._back(order, 7)
        self.assertEqual(self._balance(card), 0)

    def test_a_refund_gives_back_what_was_spent(self):
        self._till(10)
        card = self._mine()
        order = self._till(2, rewards=[(self.program.reward_ids, card, 500, 50)])
        self._back(order, 1)
        self.assertEqual(self._balance(card), 60)
        self._back(order, 1)
        self.assertEqual(self._balance(card), 100)

    def test_a_refund_of_points_that_are_gone(self):
        order = self._till(5)
        card = self._mine()
        self._till(0.1, rewards=[(self.program.reward_ids, card, 50, 50)])
        self._back(order, 5)
        self.assertEqual(self._balance(card), 0)
        taken = self.Entry.search([("card_id", "=", card.id), ("kind", "=", "taken_back")])
        self.assertEqual(taken.shortfall - taken.points, 50)

    def test_a_refund_gives_the_coupon_back(self):
        program = self._program(kms_max_per_customer=1)
        order = self._till(10, rewards=[(program.reward_ids, None, 1_000, 1)])
        self.assertFalse(self._ask("GENTEST2", self.customer)["successful"])
        self._back(order, 10)
        self.assertTrue(self._ask("GENTEST2", self.customer)["successful"])
        uses = self.Use.search([("program_id", "=", program.id)])
        self.assertEqual(set(uses.mapped("kind")), {"reversal", "use"})
        self.assertEqual(sum(uses.mapped("amount")), 0)

    def test_the_second_call_answers_from_the_ledger(self):
        order = self._till(10)
        card = self._mine()
        mine = order.with_user(self.cashier).sudo(False)
        answer = mine.confirm_coupon_programs(
            {"-1": {"program_id": self.program.id, "points": 99_999, "coupon_id": -1}}
        )
        self.assertEqual(
            [(up["old_id"], up["id"], up["points"]) for up in answer["coupon_updates"]],
            [(-1, card.id, 100)],
        )
        self.assertEqual(self._balance(card), 100)

    def test_a_cashier_grants_no_points(self):
        order = self._till(10)
        card = self._mine()
        promotion = self._program()
        following = self._program("next_order_coupons", "NEXT", applies_on="future")
        mine = order.with_user(self.cashier).sudo(False)
        forged = 99_999
        for data in (
            {card.id: {"program_id": self.program.id, "points": forged}},
            {card.id: {"program_id": promotion.id, "points": forged}},
            {"-3": {"program_id": following.id, "points": forged, "code": "MINE"}},
            {"x": {"program_id": self.program.id, "points": forged}},
            {card.id: 5},
            [card.id],
            None,
        ):
            mine.confirm_coupon_programs(data)
            self.assertEqual(self._balance(card), 100)
        made = (promotion | following).coupon_ids
        self.assertLess(sum(made.mapped("points")), forged / 100)
        with self.assertRaises(AccessError):
            mine.add_loyalty_history_lines([], [])
        mine_too = card.with_user(self.cashier).sudo(False)
        for attempt in (
            lambda: mine_too.write({"points": forged}),
            lambda: mine_too.create({"program_id": self.program.id, "points": forged}),
            lambda: mine_too.history_ids.create(
                {"card_id": card.id, "description": "x", "issued": forged}
            ),
            lambda: card.history_ids.with_user(self.cashier).sudo(False).write({"issued": 1}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_core_changes_are_written_down(self):
        card = self._card(self.program, self.people[1], points=5)
        card.points += 7
        card.with_context(kms_points_booked=True, kms_points_order={"points": 9}).points += 1
        self.assertEqual(self._balance(card), 13)
        kinds = self.Entry.search([("card_id", "=", card.id)]).mapped("kind")
        self.assertEqual(sorted(kinds), ["correction", "correction", "opening"])
        self.assertNotEqual(BOOKED, True)

    def test_nobody_rewrites_the_ledger(self):
        self._till(10)
        entry = self.Entry.search([("card_id", "=", self._mine().id)])
        for attempt in (lambda: entry.write({"points": 1}), entry.unlink):
            with self.assertRaises(UserError):
                attempt()
        with self.assertRaises(AccessError):
            entry.with_user(self.cashier).sudo(False).read(["points"])

    def test_nobody_known_wins_nothing(self):
        self._till(10, partner=self.env["res.partner"])
        self.assertFalse(self.Entry.search_count([("program_id", "=", self.program.id)]))
