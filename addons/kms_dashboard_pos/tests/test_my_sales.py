from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import HouseCommon

TODAY = {"kind": "today"}


@tagged("post_install", "-at_install")
class TestMySales(HouseCommon):
    """Cashiers see what they sold themselves, and nothing that a colleague sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(
            cls.env,
            "till_b",
            groups="kms_base.role_cashier",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.board = cls.env.ref("kms_dashboard_pos.board_my_sales")

    def _boards(self, user):
        boards = self.env["kms.board"].with_user(user)
        return boards.with_context(allowed_company_ids=self.company.ids)

    def _cards(self, user):
        shown = self._boards(user).load(self.board.id, TODAY)
        return {
            widget["metrics"][0]["code"]: widget["data"]["value"]
            for widget in shown["widgets"]
            if widget["kind"] == "card"
        }

    def _widget(self, user, title):
        for widget in self._boards(user).load(self.board.id, TODAY)["widgets"]:
            if widget["name"] == title:
                return widget["data"]
        raise AssertionError(title)

    def test_own_figures(self):
        other = self.create_product("Hinge", self.categ_basic, 10, 5)
        self._sell("MA1", lines=[(self.product, 2), (other, 1)], amount=210)
        self._sell(method=self.cash_pm1)
        self._sell("MB1", user=self.colleague, lines=[(self.product, 5)], amount=500)
        cards = self._cards(self.cashier)
        self.assertEqual(
            [cards[f"till_{name}"] for name in ("revenue", "tickets", "basket", "taken")],
            [310, 2, 155, 310],
        )
        self.assertEqual(self._cards(self.colleague)["till_revenue"], 500)
        top = self._widget(self.cashier, "My top 10 products")
        found = {row["name"]: row["values"][0]["value"] for row in top["rows"]}
        self.assertEqual(sorted(found.values()), [10, 300])
        split = self._widget(self.cashier, "Money I took by payment method")
        values = {row["metric"]: row["value"] for row in split["rows"]}
        self.assertEqual(values, {"till_mtn": 210, "till_cash": 100})

    def test_lists_behind_them(self):
        self._sell("MA2", lines=[(self.product, 2)], amount=200)
        self._sell("MB2", user=self.colleague)
        self.env.flush_all()
        for code, value in (("till_revenue", 200), ("till_tickets", 1), ("till_taken", 200)):
            action = self._boards(self.cashier).drill(code, TODAY)
            records = self.env[action["res_model"]].with_user(self.cashier)
            records = records.with_context(allowed_company_ids=self.company.ids)
            found = records.search(action["domain"])
            [metric] = self.metrics.filtered(lambda m, code=code: m.code == code)
            behind = sum(found.mapped(metric.measure_field)) if metric.measure_field else len(found)
            self.assertEqual(behind, value, code)
        # asking for somebody else's gives nothing
        filters = {"user_id": self.colleague.id}
        shown = self._boards(self.cashier).load(self.board.id, TODAY, filters)
        [card] = [w for w in shown["widgets"] if w["metrics"][0]["code"] == "till_tickets"]
        self.assertFalse(card["data"]["value"])
        action = self._boards(self.cashier).drill("till_tickets", TODAY, filters)
        found = self.env["pos.order"].with_user(self.cashier).search(action["domain"])
        self.assertFalse(found)

    def test_closed_orders_of_a_colleague(self):
        """Of a session that is closed, by any way a client has."""
        mine = self._sell("MA3")
        theirs = self._sell("MB3", user=self.colleague)
        self.env.flush_all()
        orders = self.env["pos.order"].with_user(self.cashier)
        self.assertIn(theirs, orders.search([]), "refunds of the day need it")
        self._close()
        self.env.invalidate_all()
        self.assertIn(mine, orders.search([]))
        self.assertNotIn(theirs, orders.search([]))
        for records in (theirs, theirs.lines, theirs.payment_ids):
            own = records.with_user(self.cashier)
            with self.assertRaises(AccessError):
                own.read(["id", "display_name"])
            self.assertFalse(own.search([("id", "in", records.ids)]))
        report = self.env["report.pos.order"].with_user(self.cashier)
        self.assertEqual(report.search([]).user_id, self.cashier)
        self.assertIn(theirs, self.env["pos.order"].with_user(self.manager).search([]))

    def test_closing_totals(self):
        """The cashier who closes counts the money of both."""
        self._sell(method=self.cash_pm1, lines=[(self.product, 3)], amount=300)
        self._sell(method=self.cash_pm1, user=self.colleague)
        session = self.config.current_session_id.with_user(self.cashier)
        data = session.get_closing_control_data()
        self.assertEqual(data["orders_details"]["quantity"], 2)
        self.assertEqual(data["default_cash_details"]["payment_amount"], 400)
        session.post_closing_cash_details(data["default_cash_details"]["amount"])
        session.close_session_from_ui()
        closed = session.sudo()
        self.assertEqual(closed.state, "closed")
        self.assertEqual(closed.order_count, 2)
        lines = closed.move_id.line_ids
        self.assertEqual(sum(lines.mapped("debit")), sum(lines.mapped("credit")))
        self.assertEqual(sum(closed.order_ids.mapped("amount_total")), 400)

    def test_whose_sale_it_is(self):
        """What the till says of it is not believed."""
        order = self._sell("MA4", user_id=self.colleague.id)
        self.assertEqual(order.user_id, self.cashier)

    def test_refund_of_a_colleague(self):
        order = self._sell(method=self.cash_pm1, user=self.colleague)
        orders = self.env["pos.order"].with_user(self.cashier)
        self.assertTrue(orders.browse(order.id).refund()["res_id"])
