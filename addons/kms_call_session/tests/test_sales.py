from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_figures import DAY, CallFiguresCase


@tagged("post_install", "-at_install")
class TestSales(CallFiguresCase):
    """What calls have sold: facts, the documents and the list behind the card are one number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kms_call_sale_days = 30
        cls.kitchen = cls.env["product.product"].create({"name": "Kitchen"})
        cls.customer = cls.env["res.partner"].create({"name": "Mme Kalla"})

    def sold(self, amount, days=0, partner=None, **values):
        """An order of the customer, confirmed so many days after :data:`DAY`."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.kitchen.id, "price_unit": amount, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = DAY + timedelta(days=days, hours=2)
        return order

    def talked(self, kind="interested", minute=0, user=None, partner=None, **values):
        call = self.made(kind, minute, user=user, **values)
        call.sudo().partner_id = partner or self.customer
        return call

    def facts(self, filters=None, user=None):
        """Number and revenue of the sales by phone of the month: of facts and of the documents."""
        boards = self.env["kms.board"].with_user(user or self.manager)
        scope = boards._kms_scope({"kind": "month", "date": "2026-03-09"}, filters or {})
        found = []
        for code in ("calls_sales", "calls_revenue"):
            metric = self.env["kms.metric"].search([("code", "=", code)])._kms_entry()
            figures = self.env["kms.figures"].with_user(user or self.manager)
            found.append(figures._kms_read([metric], scope)[metric][None].total or 0)
        return found

    def refresh(self):
        self.env.flush_all()
        engine = self.env["kms.fact.engine"]
        engine._kms_refresh(self.company, engine._kms_sources()["call_sale"])

    def behind(self, user=None):
        boards = self.env["kms.board"].with_user(user or self.manager)
        action = boards.drill("calls_revenue", {"kind": "month", "date": "2026-03-09"})
        return boards.env[action["res_model"]].search(action["domain"])

    def load(self, board, user):
        return (
            self.env["kms.board"]
            .with_user(user)
            .load(
                self.env.ref(f"kms_call_session.{board}").id,
                {"kind": "month", "date": "2026-03-09"},
                {},
            )
        )

    def test_the_last_answered_call_has_sold(self):
        self.talked(minute=0)
        self.talked(minute=10, user=self.other)
        self.talked("no_answer", minute=20)
        order = self.sold(1_250_000)
        self.assertEqual(self.facts(), [1, 1_250_000])
        self.refresh()
        self.assertEqual(self.facts(), [1, 1_250_000], "facts = rebuild")
        [row] = self.behind()
        self.assertEqual((row.order_id, row.user_id, row.amount), (order, self.other, 1_250_000))
        self.assertEqual(row.campaign_id, self.campaign)
        self.assertEqual(self.facts({"user_id": self.other.id}), [1, 1_250_000])
        self.assertEqual(self.facts({"user_id": self.seller.id}), [0, 0])

    def test_what_no_call_has_sold(self):
        self.sold(100_000, partner=self.env["res.partner"].create({"name": "Nobody called"}))
        self.talked(minute=0)
        self.sold(200_000, days=-1)
        self.sold(300_000, days=30)
        draft = self.sold(400_000, days=1)
        draft.with_context(disable_cancel_warning=True)._action_cancel()
        self.assertEqual(self.facts(), [0, 0])
        self.company.kms_call_sale_days = 31
        self.env.flush_all()
        self.assertEqual(self.env["kms.call.sale"].search([]).mapped("amount"), [300_000])

    def test_changes_follow(self):
        call = self.talked(minute=0)
        order = self.sold(500_000, days=1)
        self.refresh()
        order.order_line.write({"price_unit": 600_000})
        self.env.flush_all()
        self.assertEqual(self.facts(), [1, 600_000])
        self.screen().undo(call.uuid)
        self.env.flush_all()
        self.assertEqual(self.facts(), [0, 0], "the call was a mistake")
        self.refresh()
        self.talked(minute=5, user=self.other)
        self.assertEqual(self.facts(), [1, 600_000], "a call that arrives after the sale")
        self.refresh()
        self.company.kms_call_sale_days = 1
        self.env.flush_all()
        self.assertEqual(self.facts(), [0, 0], "another number of days")

    def test_a_lead_made_by_the_call(self):
        [person] = self.add(1)
        person.sudo().write({"state": "leased", "lease_user_id": self.seller.id})
        self.call(person, "interested", start=DAY.isoformat() + "Z", step={"kind": "quotation"})
        order = person.lead_id.kms_quotation_id
        self.assertEqual(person.call_ids.lead_id, person.lead_id)
        order.action_confirm()
        order.date_order = DAY + timedelta(hours=1)
        self.assertEqual(self.behind().order_id, order)

    def test_each_role_and_company(self):
        self.talked(minute=0)
        self.sold(700_000)
        self.talked(minute=600, user=self.other)
        self.sold(800_000, days=1)
        self.assertEqual(self.behind().mapped("amount"), [800_000, 700_000])
        mine = self.env["kms.call.sale"].with_user(self.seller).search([])
        self.assertEqual(mine.mapped("amount"), [700_000])
        loaded = self.load("board_my_calls", self.seller)
        cards = {
            widget["metrics"][0]["code"]: widget["data"]
            for widget in loaded["widgets"]
            if widget["kind"] == "card"
        }
        self.assertEqual(cards["calls_revenue"]["value"], 700_000)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "calls_sales_stranger",
            groups="base.group_user,kms_base.role_marketing",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["kms.call.sale"].with_user(stranger).search([]))
        outsider = new_test_user(
            self.env, "calls_sales_outsider", groups="base.group_user,kms_base.role_storekeeper"
        )
        with self.assertRaises(AccessError):
            self.env["kms.call.sale"].with_user(outsider).search([])

    def test_by_campaign(self):
        self.talked(minute=0)
        self.sold(900_000)
        loaded = self.load("board_calls", self.manager)
        [widget] = [
            widget
            for widget in loaded["widgets"]
            if widget["name"] == "Sales by phone, by campaign"
        ]
        self.assertIn(self.campaign.name, str(widget["data"]))
        self.assertIn("900000", str(widget["data"]))
