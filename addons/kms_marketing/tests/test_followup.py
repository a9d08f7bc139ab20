from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestFollowup(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create({"name": "Follow-up customer"})
        cls.company = cls.env.company
        cls.company.kms_timezone = "Africa/Douala"

    def _order(self, days=10, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "team_id": self.team.id,
                "user_id": self.salesperson.id,
                "validity_date": self.company._kms_today() + timedelta(days=days),
                **values,
            }
        )

    def _follow(self, order, result="interested", **values):
        return self.env["kms.quote.followup"].create(
            {"order_id": order.id, "result": result, **values}
        )

    def _run(self, name):
        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            return remaining

        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", commit_progress):
            getattr(self.env["sale.order"], name)()

    def test_state_follows_the_days_left(self):
        for days, state in ((4, "waiting"), (3, "urgent"), (0, "urgent"), (-1, "expired")):
            with self.subTest(days=days):
                order = self._order(days)
                self.assertEqual(order.kms_followup_state, state)
                for searched in ("waiting", "urgent", "expired", "none"):
                    found = order.search(
                        [("id", "=", order.id), ("kms_followup_state", "=", searched)]
                    )
                    self.assertEqual(bool(found), searched == state)
        order._action_cancel()
        self.assertEqual(order.kms_followup_state, "none")
        found = order.search([("id", "=", order.id), ("kms_followup_state", "!=", "none")])
        self.assertFalse(found)

    def test_the_day_is_that_of_douala(self):
        order = self._order(validity_date=date(2026, 3, 14))
        # Douala is one hour ahead of UTC: 22:59 is still the 10th there, 23:00 is the 11th.
        for moment, state in (
            ("2026-03-10 22:59:00", "waiting"),
            ("2026-03-10 23:00:00", "urgent"),
            ("2026-03-14 22:59:00", "urgent"),
            ("2026-03-14 23:00:00", "expired"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                order.invalidate_recordset(["kms_followup_state"])
                self.assertEqual(order.kms_followup_state, state)
                domain = [("id", "=", order.id), ("kms_followup_state", "=", state)]
                self.assertEqual(order.search(domain), order)

    def test_urgent_days_are_a_setting_of_the_company(self):
        order = self._order(4)
        self.company.kms_followup_urgent_days = 4
        self.assertEqual(order.kms_followup_state, "urgent")

    def test_counters(self):
        before = self.env["sale.order"].kms_get_followup_counts()
        self._follow(self._order(10))
        self._order(2)
        self._order(-1)
        counts = self.env["sale.order"].kms_get_followup_counts()
        gained = {name: counts[name] - before[name] for name in counts}
        self.assertEqual(gained, {"waiting": 2, "urgent": 1, "never": 2, "followed": 1})

    def test_last_followup_decides_the_next_date(self):
        order = self._order()
        today = self.company._kms_today()
        self._follow(order, next_date=today)
        self.assertEqual(order.kms_next_followup_date, today)
        self._follow(order, next_date=today + timedelta(days=5))
        self.assertEqual(order.kms_next_followup_date, today + timedelta(days=5))
        self._follow(order, "no_answer", date=fields.Datetime.now() - timedelta(days=9))
        self.assertEqual(order.kms_next_followup_date, today + timedelta(days=5))

    def test_refused_closes_the_quotation(self):
        order = self._order()
        reason = self.env["crm.lost.reason"].create({"name": "Bought elsewhere"})
        self._follow(order, "refused", comment="Too expensive", lost_reason_id=reason.id)
        self.assertEqual(order.state, "cancel")
        self.assertIn("Bought elsewhere - Too expensive", order.kms_cancel_reason)
        order.action_kms_reopen()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.kms_cancel_reason)
        self.assertGreater(order.validity_date, self.company._kms_today())

    def test_reminded_once(self):
        order = self._order()
        self._follow(order, "call_back", next_date=self.company._kms_today(), next_action="Call")
        later = self._order()
        self._follow(later, next_date=self.company._kms_today() + timedelta(days=1))
        self._run("_cron_kms_remind_followups")
        self._run("_cron_kms_remind_followups")
        self.assertEqual(len(order.activity_ids), 1)
        self.assertEqual(order.activity_ids.user_id, self.salesperson)
        self.assertTrue(order.kms_last_followup_id.reminded)
        self.assertFalse(later.activity_ids)
        self._follow(order)
        self.assertFalse(order.activity_ids)

    def test_closes_after_the_days_of_grace(self):
        self.company.kms_followup_grace_days = 7
        kept, closed = self._order(-7), self._order(-8)
        sold = self._order(5)
        sold.action_confirm()
        sold.validity_date = self.company._kms_today() - timedelta(days=30)
        self._run("_cron_kms_close_expired")
        self.assertEqual((kept.state, closed.state, sold.state), ("draft", "cancel", "sale"))
        self.assertTrue(closed.kms_cancel_reason)

    def test_a_quotation_of_no_channel_is_left_alone(self):
        team = self.env["crm.team"].create({"name": "Core team"})
        order = self._order(-90, team_id=team.id)
        self.assertFalse(order.kms_channel)
        self.assertEqual(order.kms_followup_state, "none")
        self._run("_cron_kms_close_expired")
        self.assertEqual(order.state, "draft")

    def test_one_bad_quotation_stops_no_other(self):
        bad, good = self._order(-90), self._order(-90)
        close = type(bad)._kms_close

        def fail(orders, reason):
            if bad in orders:
                raise ValueError("broken")
            return close(orders, reason)

        with (
            patch.object(type(bad), "_kms_close", fail),
            self.assertLogs("odoo.addons.kms_marketing", "ERROR") as logs,
        ):
            self._run("_cron_kms_close_expired")
        self.assertEqual((bad.state, good.state), ("draft", "cancel"))
        self.assertEqual(len(logs.records), 1)
        self.assertIn(bad.name, logs.output[0])

    def test_the_week_is_that_of_douala(self):
        # Monday 9 March begins at 23:00 UTC of Sunday in Douala.
        sunday, monday = self._order(60), self._order(60)
        with freeze_time("2026-03-08 22:59:00"):
            self._follow(sunday)
        with freeze_time("2026-03-08 23:00:00"):
            self._follow(monday)
            self.env.invalidate_all()
            domain = [("kms_followed_this_week", "=", True)]
            found = sunday.search([("id", "in", (sunday + monday).ids), *domain])
            self.assertEqual(found, monday)
            self.assertEqual((sunday + monday).filtered("kms_followed_this_week"), monday)

    def test_visible_with_the_quotation(self):
        followup = self._follow(self._order())
        self.assertTrue(followup.with_user(self.colleague).has_access("read"))
        seller = self._new_user("field")
        self.assertFalse(followup.with_user(seller).has_access("read"))
        manager = self._new_user("marketing")
        self.assertTrue(followup.with_user(manager).has_access("write"))
        with self.assertRaises(AccessError):
            self.env["kms.quote.followup"].with_user(seller).create(
                {"order_id": followup.order_id.id, "result": "refused"}
            )
        self.assertEqual(followup.order_id.state, "draft")

    def test_other_company_sees_nothing(self):
        followup = self._follow(self._order())
        manager = self._new_user("marketing")
        other = self.env["res.company"].create({"name": "Other house"})
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(followup.with_user(manager).has_access("read"))

    def test_list_of_80_in_a_bounded_number_of_queries(self):
        for _number in range(80):
            self._order(2)
        self.env.flush_all()
        self.env.invalidate_all()
        specification = {
            "name": {},
            "kms_followup_state": {},
            "kms_next_followup_date": {},
            "kms_last_result": {},
            "kms_partner_phone": {},
        }
        Order = self.env["sale.order"].with_user(self.salesperson)
        with self.assertQueryCount(25):
            result = Order.web_search_read(
                [("kms_followup_state", "=", "urgent")], specification, limit=80
            )
        self.assertEqual(len(result["records"]), 80)
