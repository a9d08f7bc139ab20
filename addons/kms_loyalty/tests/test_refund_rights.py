from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from .judge_common import JudgeCommon


class TestRefundRights(JudgeCommon):
    """Who takes back what a colleague has sold: anybody while the till is open, then a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._make_user(
            "refund_colleague", "kms_base.role_cashier,point_of_sale.group_pos_user"
        )

    def _back(self, order, user):
        line = {"refunded_orderline_id": order.lines[0].id}
        return self._sale(-1, user=user, line=line, is_refund=True)

    def test_while_the_session_is_open(self):
        self._assert_clean(self._back(self._sale(2, user=self.colleague), self.cashier))

    def test_ones_own_later(self):
        self._assert_clean(self._back(self._of_closed_session(self._sale(2)), self.cashier))

    def test_a_colleagues_later(self):
        """Paid is paid: it is kept, and a manager looks at it."""
        sold = self._of_closed_session(self._sale(2, user=self.colleague))
        self.env.invalidate_all()  # as a call of its own
        refund = self._back(sold, self.cashier)
        self._assert_marked(refund, self.colleague.name, "closed session")
        self.assertEqual(refund.lines.refunded_orderline_id, sold.lines)

    def test_a_till_that_was_away(self):
        """It took the goods back before the session closed, and tells it afterwards."""
        sold = self._of_closed_session(self._sale(2, user=self.colleague))
        earlier = sold.session_id.stop_at - timedelta(minutes=5)
        line = {"refunded_orderline_id": sold.lines[0].id}
        refund = self._sale(
            -1, line=line, is_refund=True, date_order=fields.Datetime.to_string(earlier)
        )
        self.assertEqual(refund.kms_review_state, "info", refund.kms_review_reason)
        self.assertIn("closed session", refund.kms_review_reason)

    def test_nothing_is_learnt_by_it(self):
        """A refund that is forged to look into a colleague's order."""
        sold = self._of_closed_session(self._sale(2, user=self.colleague))
        data = self._till_data(-1)
        data["lines"][0][2]["refunded_orderline_id"] = sold.lines[0].id
        mine = self.env["pos.order"].with_user(self.cashier).sudo(False)
        self.env.invalidate_all()
        answer = mine.sync_from_ui([data])
        self.assertEqual(len(answer["pos.order"]), 1)
        self.assertNotIn(sold.id, [order["id"] for order in answer["pos.order"]])
        told = {line["id"] for line in answer["pos.order.line"]}
        self.assertFalse(told.intersection(sold.lines.ids))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            mine.browse(sold.id).read(["amount_total"])
        opened = {"ids": {"pos.order": sold.ids}}
        with self.assertRaises(AccessError):
            mine.with_context(kms_refunded=opened).browse(sold.id).read(["amount_total"])

    def test_hostile_input(self):
        mine = self.env["pos.order"].with_user(self.cashier).sudo(False)
        for nonsense in (
            None,
            5,
            [5],
            [{"lines": [5]}],
            [{"lines": [[0, 0, {"refunded_orderline_id": "x"}]]}],
            [{"lines": [[0, 0, {"refunded_orderline_id": 2**40}]]}],
            [{"lines": [[0, 0]]}],
        ):
            self.assertFalse(mine._kms_unseen(nonsense), nonsense)

    def test_by_a_manager(self):
        sold = self._of_closed_session(self._sale(2, user=self.colleague))
        self._assert_clean(self._back(sold, self.boss))
