from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..pace import periods
from ..pace import standing as pace
from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestTarget(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("kms_marketing.lost_reason_other")
        cls.env.company.kms_timezone = "Africa/Douala"
        cls.customer = cls.env["res.partner"].create({"name": "Mrs Kalla"})
        cls.startClassPatcher(freeze_time("2031-04-10 10:00:00"))

    def setUp(self):
        super().setUp()
        # the creation date of a record is the database's time
        self.startPatcher(patch.object(self.env.cr, "now", fields.Datetime.now))

    def _target(self, metric="revenue", value=100, **values):
        return self.env["kms.sales.target"].create(
            {
                "date_from": date(2031, 4, 1),
                "date_to": date(2031, 4, 30),
                "metric": metric,
                "target_value": value,
                **values,
            }
        )

    def _sale(self, amount, day, company=None, **values):
        company = company or self.env.company
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": company.id,
                "team_id": self.team.id,
                "user_id": self.salesperson.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.panel.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = day
        return order

    def _lead(self, day, **values):
        return self.env["crm.lead"].create(
            {"name": "Visitor", "kms_channel": "showroom", "kms_arrival_date": day, **values}
        )

    def test_numbers_of_each_metric(self):
        self._sale(300_000, "2031-04-02 09:00:00")
        self._sale(100_000, "2031-04-30 09:00:00")
        self._sale(900_000, "2031-05-02 09:00:00")
        draft = self._sale(50_000, "2031-04-03 09:00:00")
        draft._action_cancel()
        leads = self.env["crm.lead"]
        for day in (1, 2, 3, 4):
            leads |= self._lead(f"2031-04-0{day} 09:00:00")
        leads[0].action_set_lost(lost_reason_id=self.reason.id)
        scope = {"kms_channel": "showroom"}
        figures = {
            metric: self._target(metric, **scope).actual_value
            for metric in (
                "revenue",
                "sales",
                "quotes",
                "prospects",
                "conversion",
                "average_basket",
            )
        }
        self.assertEqual(
            figures,
            {
                "revenue": 400_000,
                "sales": 2,
                "quotes": 4,
                "prospects": 4,
                "conversion": 50,
                "average_basket": 200_000,
            },
        )

    def test_taxes_count(self):
        tax = self.env["account.tax"].create({"name": "VAT test", "amount": 19.25})
        order = self._sale(1_000, "2031-04-02 09:00:00")
        order.order_line.tax_ids = tax
        self.assertEqual(self._target().actual_value, order.amount_total)
        self.assertGreater(order.amount_total, 1_000)

    def test_a_late_evening_sale_belongs_to_the_next_day_in_douala(self):
        self._sale(500, "2031-03-31 23:30:00")
        self._sale(700, "2031-04-30 23:30:00")
        self.assertEqual(self._target().actual_value, 500)

    def test_scope_by_channel_team_and_person(self):
        other = self.env["crm.team"]._kms_get_channel_team("field", self.env.company)
        self._sale(500, "2031-04-02 00:00:00")
        self._sale(60, "2031-04-02 00:00:00", user_id=self.colleague.id)
        self._sale(7, "2031-04-02 00:00:00", team_id=other.id)
        self.assertEqual(self._target().actual_value, 567)
        self.assertEqual(self._target(kms_channel="showroom").actual_value, 560)
        self.assertEqual(self._target(team_id=other.id).actual_value, 7)
        self.assertEqual(self._target(user_id=self.colleague.id).actual_value, 60)

    def test_companies_are_counted_apart(self):
        company = self.env["res.company"].create({"name": "Second house"})
        self.env.user.company_ids |= company
        self._sale(500, "2031-04-02 00:00:00")
        self._sale(40, "2031-04-02 00:00:00", company=company, team_id=False, user_id=False)
        targets = self._target() | self._target(company_id=company.id)
        self.assertEqual(targets.mapped("actual_value"), [500, 40])
        manager = self._new_user("marketing").with_company(self.env.company)
        with self.assertRaises(AccessError):
            targets[1].with_user(manager).read(["metric"])

    def test_pace_of_the_tenth_of_thirty_days(self):
        target = self._target(value=300)
        self.assertEqual((target.expected_value, target.pace), (100, "behind"))
        self._sale(95, "2031-04-02 00:00:00")
        target.invalidate_recordset()
        self.assertEqual((target.actual_value, target.pace), (95, "on_time"))
        self.assertAlmostEqual(target.progress, 31.7, 1)
        self._sale(6, "2031-04-03 00:00:00")
        target.invalidate_recordset()
        self.assertEqual(target.pace, "ahead")
        behind = self._target("sales", 300)
        Target = self.env["kms.sales.target"]
        self.assertEqual(Target.search([("pace", "=", "behind")]) & (target | behind), behind)

    def test_what_is_listed_is_what_is_counted(self):
        self._sale(10, "2031-04-02 00:00:00")
        self._sale(10, "2031-05-02 00:00:00")
        self._lead("2031-04-02 00:00:00").action_set_lost(lost_reason_id=self.reason.id)
        self._lead("2031-03-02 00:00:00")
        for metric in ("sales", "quotes", "prospects"):
            target = self._target(metric, kms_channel="showroom")
            self.assertEqual(self._listed(target.action_view_documents()), target.actual_value)
            self.assertGreater(target.actual_value, 0)
        revenue = self._target(kms_channel="showroom")
        self.assertEqual(self._listed(revenue.action_view_documents()), 1)
        conversion = self._target("conversion", kms_channel="showroom")
        self.assertEqual(self._listed(conversion.action_view_prospects()), 1)

    def _listed(self, action):
        return (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .search_count(action["domain"])
        )

    def test_eighty_targets_cost_as_many_queries_as_six(self):
        users = self.env["res.users"].create(
            [{"name": f"Seller {n}", "login": f"target_seller_{n}"} for n in range(14)]
        )
        metrics = [metric for metric, _label in self._metrics()]
        targets = self.env["kms.sales.target"]
        for user in users:
            for metric in metrics:
                targets |= self._target(metric, user_id=user.id)
        self.assertGreater(len(targets), 80)
        counts = []
        for some in (targets[:6], targets):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("actual_value")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 10)

    def _metrics(self):
        return self.env["kms.sales.target"]._fields["metric"].selection

    def test_own_team_and_all(self):
        field = self._new_user("field")
        manager = self._new_user("marketing")
        own = self._target(user_id=self.salesperson.id)
        colleague = self._target(user_id=self.colleague.id)
        floor = self._target(kms_channel="showroom")
        team = self._target(team_id=self.team.id)
        house = self._target()
        everything = own | colleague | floor | team | house
        Target = self.env["kms.sales.target"]
        domain = [("id", "in", everything.ids)]
        self.assertEqual(Target.with_user(self.salesperson).search(domain), own | floor | team)
        self.assertFalse(Target.with_user(field).search(domain))
        self.assertEqual(Target.with_user(manager).search(domain), everything)
        with self.assertRaises(AccessError):
            own.with_user(self.salesperson).target_value = 1
        with self.assertRaises(AccessError):
            Target.with_user(self.receptionist).search(domain)

    def test_a_channels_figure_is_whole_for_its_members(self):
        seller = self._new_user("field")
        team = self.env["crm.team"]._kms_get_channel_team("field", self.env.company)
        team.member_ids |= seller
        self._sale(70, "2031-04-02 00:00:00", team_id=team.id, user_id=self.colleague.id)
        target = self._target(kms_channel="field").with_user(seller)
        self.assertEqual(target.actual_value, 70)
        with self.assertRaises(AccessError):
            target.action_copy_to_next_period()

    def test_copy_to_the_next_period_once(self):
        manager = self._new_user("marketing")
        targets = self._target(kms_channel="showroom") | self._target("sales", 12)
        action = targets.with_user(manager).action_copy_to_next_period()
        copies = self.env["kms.sales.target"].search(action["domain"])
        self.assertEqual(set(copies.mapped("target_value")), {100, 12})
        self.assertEqual(copies.mapped("date_from"), [date(2031, 5, 1)] * 2)
        self.assertEqual(copies.mapped("date_to"), [date(2031, 5, 31)] * 2)
        again = targets.with_user(manager).action_copy_to_next_period()
        self.assertEqual(again["tag"], "display_notification")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_nonsense(self):
        for values in (
            {"date_to": date(2031, 3, 1)},
            {"target_value": 0},
            {"target_value": -5},
        ):
            with self.subTest(values), self.assertRaises(IntegrityError), self.cr.savepoint():
                self._target(**values)
        self._target(user_id=self.salesperson.id)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._target(user_id=self.salesperson.id)
        with self.assertRaises(ValidationError):
            self._target(team_id=self.team.id, kms_channel="hotel")

    def test_period_follows_the_dates(self):
        target = self._target()
        self.assertEqual(target.period, "month")
        target.date_to = date(2031, 6, 30)
        self.assertEqual(target.period, "quarter")
        target.date_to = date(2031, 6, 29)
        self.assertFalse(target.period)


@tagged("post_install", "-at_install")
class TestPace(ShowroomCase):
    def test_periods(self):
        day = date(2028, 2, 29)
        self.assertEqual(periods.around(day, "week"), (date(2028, 2, 28), date(2028, 3, 5)))
        self.assertEqual(periods.around(day, "quarter"), (date(2028, 1, 1), date(2028, 3, 31)))
        self.assertEqual(
            periods.following(date(2028, 1, 1), date(2028, 1, 31)), (date(2028, 2, 1), day)
        )
        self.assertEqual(
            periods.following(date(2027, 10, 1), date(2027, 12, 31)),
            (date(2028, 1, 1), date(2028, 3, 31)),
        )
        self.assertEqual(
            periods.following(date(2028, 2, 20), date(2028, 2, 22)),
            (date(2028, 2, 23), date(2028, 2, 25)),
        )

    def test_elapsed_share(self):
        month = date(2031, 4, 1), date(2031, 4, 30)
        shares = [
            pace.elapsed_share(*month, day)
            for day in (date(2031, 3, 31), date(2031, 4, 15), date(2031, 4, 30), date(2031, 6, 1))
        ]
        self.assertEqual(shares, [0, 0.5, 1, 1])

    def test_a_rate_is_expected_whole_from_the_first_day(self):
        self.assertEqual(pace.expected("conversion", 20, 0.1), 20)
        self.assertEqual(pace.expected("conversion", 20, 0), 0)
        self.assertEqual(pace.expected("sales", 20, 0.1), 2)

    def test_nothing_counted_divides_by_nothing(self):
        self.assertEqual(pace.actual("conversion", {}), 0)
        self.assertEqual(pace.actual("average_basket", {"amount": 0}), 0)
