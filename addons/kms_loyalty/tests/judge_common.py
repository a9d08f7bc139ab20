from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .coupon_common import CouponCommon


class JudgeCommon(CouponCommon):
    """Orders as a till sends them, honest and forged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._make_user("till_manager", "point_of_sale.group_pos_manager")
        # the till has been open for a while
        cls.session.start_at = fields.Datetime.now() - timedelta(hours=2)
        cls._backdate(cls.product.product_tmpl_id)

    @classmethod
    def _backdate(cls, records, days=90):
        """Nobody has touched these for long."""
        cls.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days)
        cls.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s, write_date = %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                moment,
                moment,
                records.ids,
            )
        )
        records.invalidate_recordset()

    def _sale(self, quantity=1, user=None, line=None, total=None, rewards=(), **values):
        """Send an order whose first line has other values than the till's.

        :param dict line: forged values; the amounts follow the price unless they are given
        """
        data = self._till_data(quantity, values.pop("partner", None), rewards)
        data["date_order"] = fields.Datetime.to_string(fields.Datetime.now())
        first = data["lines"][0][2]
        first.update(line or {})
        if line and "price_subtotal_incl" not in line:
            amount = first["price_unit"] * first["qty"] * (1 - first.get("discount", 0) / 100)
            first.update(price_subtotal=amount, price_subtotal_incl=amount)
        due = sum(vals["price_subtotal_incl"] for _, _, vals in data["lines"])
        due = due if total is None else total
        data.update(amount_total=due, amount_paid=due, user_id=(user or self.cashier).id)
        data["payment_ids"][0][2]["amount"] = due
        data.update(values)
        orders = self.env["pos.order"].with_user(user or self.cashier).sudo(False)
        return self.env["pos.order"].browse(orders.sync_from_ui([data])["pos.order"][-1]["id"])

    def _refund_of(self, order, quantity=1, **line):
        sold = order.lines[0]
        return self._sale(
            -quantity, line={"refunded_orderline_id": sold.id, **line}, is_refund=True
        )

    def _of_closed_session(self, order):
        """Put an order and its payments into a session of another till that is closed."""
        config = self.env["pos.config"].create({"name": "Yesterday's till"})
        session = self.env["pos.session"].create({"config_id": config.id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_session SET state = 'closed', stop_at = now() WHERE id = %s", session.ids
        )
        self.env.cr.execute(
            "UPDATE pos_order SET session_id = %s WHERE id = %s", (session.id, order.id)
        )
        self.env.cr.execute(
            "UPDATE pos_payment SET session_id = %s WHERE pos_order_id = %s",
            (session.id, order.id),
        )
        self.env.invalidate_all()
        return order

    def _assert_clean(self, order):
        self.assertFalse(order.kms_review_state, order.kms_review_reason)

    def _assert_marked(self, order, *words):
        self.assertEqual(order.kms_review_state, "review", order.kms_review_reason)
        self.assertIn(order.state, ("paid", "done"))
        for word in words:
            self.assertIn(word, order.kms_review_reason)
