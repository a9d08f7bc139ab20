from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_figures import ChannelFiguresCase


@tagged("post_install", "-at_install")
class TestServiceFigures(ChannelFiguresCase):
    """The door, appointments, satisfaction, campaigns and cash."""

    def setUp(self):
        super().setUp()
        # the middle of the company's day: minutes before it are the same day
        start, _end = self.company._kms_day_bounds(self.company._kms_today())
        self.noon = start + timedelta(hours=12)

    def _received(self, minutes, orientation):
        visitor = self._visitor()
        visitor.write(
            {
                "kms_arrival_date": self.noon,
                "kms_contact_date": self.noon + timedelta(minutes=minutes, seconds=59),
                "kms_orientation": orientation,
            }
        )
        return visitor

    def _values_of(self, *codes):
        return [self._value(code) for code in codes]

    def _settled(self):
        """Before and after the cron, what is behind each figure is the figure."""
        self._assert_card_is_list()
        self._refresh()
        self._assert_card_is_list()

    def test_door(self):
        first = self._received(10, "hotel")
        self._received(20, "showroom")
        self._visitor()
        self.assertEqual(
            self._values_of("waiting_time", "visitors_received", "showroom_visitors"), [15, 2, 3]
        )
        self.assertEqual(self._values_of("sent_hotel", "sent_showroom", "sent_training"), [1, 1, 0])
        self._settled()
        first.kms_orientation = "training"
        first.kms_contact_date = False
        self.assertEqual(self._values_of("sent_hotel", "sent_training"), [0, 1])
        self.assertEqual(self._value("waiting_time"), 20)
        first.kms_arrival_date = self.noon - timedelta(days=1)
        self.assertEqual(self._value("showroom_visitors"), 2)

    def test_satisfaction(self):
        for rating, channel in (("5", "showroom"), ("4", "field"), ("1", "showroom")):
            survey = self._order(channel).with_user(self.salesperson)._kms_get_satisfaction()
            survey.sudo()._kms_answer(rating, "", "tablet")
        self._order()._kms_get_satisfaction()
        self.assertEqual(self._values_of("answers", "satisfied"), [3, 2])
        self.assertAlmostEqual(self._value("satisfaction"), 10 / 3)
        self.assertEqual(self._value("showroom_satisfied_rate"), 50)
        self._settled()
        self.company.kms_satisfied_from = 5
        self.assertEqual(self._value("satisfied"), 1, "the setting counts for the past too")
        self._settled()

    def test_appointments(self):
        lead = self._visitor("field")
        meetings = self.env["calendar.event"].create(
            [
                {
                    "name": "Visit",
                    "start": self.noon,
                    "stop": self.noon + timedelta(hours=1),
                    "opportunity_id": lead.id,
                    "user_id": self.salesperson.id,
                }
                for _rank in range(4)
            ]
        )
        meetings[0].action_kms_honor()
        self.assertEqual(
            self._values_of("field_appointments", "field_honoured", "field_honour_rate"), [4, 1, 25]
        )
        self._settled()
        meetings[1].start += timedelta(days=-2)
        meetings[2].unlink()
        self.assertEqual(self._value("field_honour_rate"), 50)
        lead.team_id = self.teams["digital"]
        self.assertEqual(self._value("field_appointments"), 0)
        self._settled()
        lead.unlink()
        self._settled()

    def test_digital(self):
        campaign = self.env["utm.campaign"].create(
            {
                "name": "Doors",
                "kms_cost": 8000,
                "kms_date_from": self.company._kms_today(),
                "company_id": self.company.id,
            }
        )
        leads = self.env["crm.lead"]
        for _rank in range(4):
            leads |= self._visitor("digital")
        leads.campaign_id = campaign
        leads[0].action_set_lost(
            lost_reason_id=self.env["crm.lost.reason"].create({"name": "Too far"}).id
        )
        stages = {
            stage.kms_step: stage
            for stage in self.env["crm.stage"].search([("kms_step", "!=", False)])
        }
        leads[1].stage_id = stages["converted"]
        order = self._order("digital", quantity=20)
        order.campaign_id = campaign
        self.assertEqual(self._values_of("digital_lost", "digital_converted"), [1, 1])
        self.assertEqual(
            self._values_of("cost_per_lead", "cost_per_customer", "campaign_return"),
            [2000, 8000, 150],
        )
        self._settled()
        campaign.kms_date_from -= timedelta(days=3)
        self.assertEqual(self._value("campaign_cost"), 0)
        self.assertIsNone(self._value("campaign_return"))
        stages["converted"].kms_step = False
        self.assertEqual(self._value("digital_converted"), 0)

    def test_cash(self):
        waiting, owed = self.env["account.account"].create(
            [
                {
                    "name": kind,
                    "code": code,
                    "account_type": kind,
                    "reconcile": True,
                    "company_ids": [Command.set(self.company.ids)],
                }
                for code, kind in (("580001", "asset_current"), ("411001", "asset_receivable"))
            ]
        )
        journal = self.env["account.journal"].create(
            {"name": "Drawer", "type": "cash", "code": "DRW", "company_id": self.company.id}
        )
        methods = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        methods.payment_account_id = waiting
        self.customer.with_company(self.company).property_account_receivable_id = owed
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": kind,
                    "partner_type": "customer",
                    "partner_id": self.customer.id,
                    "amount": amount,
                    "journal_id": journal.id,
                    "date": self.company._kms_today(),
                }
                for kind, amount in (("inbound", 7000), ("outbound", 2000), ("inbound", 900))
            ]
        )
        payments[:2].action_post()
        self.assertEqual(self._value("cash_in"), 5000)
        self._settled()
        payments[0].action_cancel()
        self.assertEqual(self._value("cash_in"), -2000)

    def test_margin_keeps_its_cost(self):
        order = self._order(quantity=10)
        self.assertEqual(self._value("margin"), 4000)
        self.product.with_company(self.company).standard_price = 900
        self.env.flush_all()
        self.assertEqual(self._value("margin"), 4000)
        order.order_line.product_uom_qty = 5
        self.assertEqual(self._values_of("margin", "margin_rate"), [2000, 40])
        with self.assertRaises(AccessError, msg="a salesperson does not read what things cost"):
            order.order_line.with_user(self.salesperson).read(["kms_margin"])

    def test_decisions(self):
        """The list of the direction names each reason, and only what the reader may open."""
        order = self._order(confirm=False)
        order.validity_date = self.company._kms_today() + timedelta(days=1)
        survey = self._order().with_user(self.salesperson)._kms_get_satisfaction()
        survey.sudo()._kms_answer("1", "Late", "tablet")
        boards = self.env["kms.board"].with_user(self.manager)
        loaded = boards.with_context(allowed_company_ids=self.company.ids).load(
            self.env.ref("kms_marketing.board_direction").id
        )
        [feed] = [widget for widget in loaded["widgets"] if widget["kind"] == "feed"]
        self.assertEqual(
            [(row["metric"], row["model"]) for row in feed["data"]["rows"]],
            [("followup_urgent", "sale.order"), ("unhappy_customers", "kms.satisfaction")],
        )

    def test_what_is_urgent_is_counted_by_setting_and_day(self):
        """A statement that is kept means another one after either has changed."""
        order = self._order(confirm=False)
        today = self.company._kms_today()
        order.validity_date = today + timedelta(days=5)
        self.company.kms_followup_urgent_days = 3
        self.assertEqual(self._values_of("followup_urgent", "followup_urgent"), [0, 0])
        self.company.kms_followup_urgent_days = 5
        self.assertEqual(self._value("followup_urgent"), 1)
        self.company.kms_followup_urgent_days = 3
        self.assertEqual(self._value("followup_urgent"), 0)
        with patch.object(
            type(self.company), "_kms_today", lambda company: today + timedelta(days=2)
        ):
            self.assertEqual(self._value("followup_urgent"), 1)

    def test_parts_of_a_whole(self):
        """Leads by step without a split: the slices are figures, each with its own records."""
        for _rank in range(3):
            self._visitor("digital")
        boards = self.env["kms.board"].with_user(self.manager)
        loaded = boards.with_context(allowed_company_ids=self.company.ids).load(
            self.env.ref("kms_marketing.board_marketing").id, {"kind": "today"}
        )
        [steps] = [widget for widget in loaded["widgets"] if widget["kind"] == "doughnut"]
        [row] = steps["data"]["rows"]
        self.assertEqual((row["metric"], row["value"], row["share"]), ("digital_new", 3, 100))
