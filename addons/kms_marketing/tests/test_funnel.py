from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ShowroomCase

START = fields.Datetime.to_datetime("2031-04-01 08:00:00")


@tagged("post_install", "-at_install")
class TestFunnel(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("kms_marketing.lost_reason_other")
        cls.campaign = cls.env["utm.campaign"].create({"name": "Spring"})
        cls.filters = {
            "channel": "digital",
            "date_from": "2031-04-01",
            "date_to": "2031-04-30",
        }

    def _live(self, *moves, lost=None, channel="digital", **values):
        """Create a lead that stands `days` in each stage: `(step, days), …`; then lost."""
        now = START
        with self._at(now):
            lead = self.env["crm.lead"].create(
                {
                    "name": "Lead",
                    "kms_channel": channel,
                    "kms_arrival_date": now,
                    "user_id": False,
                    **values,
                }
            )
        for step, days in moves:
            with self._at(now):
                lead.stage_id = self.env.ref(f"kms_marketing.crm_stage_{channel}_{step}")
            now += timedelta(days=days)
        if lost:
            with self._at(now):
                lead.action_set_lost(lost_reason_id=self.reason.id)
        return lead

    @contextmanager
    def _at(self, moment):
        """A moment at which the clock of the database's log columns, too, stands still."""
        before, self.cr._now = self.cr.now(), moment
        try:
            with freeze_time(moment):
                yield
                # What happens at that moment enters the history with it.
                self.env.flush_all()
                self.cr.flush()
        finally:
            self.cr._now = before

    def _steps(self, **filters):
        steps = self.env["kms.funnel"].refresh({**self.filters, **filters})["steps"]
        return {step["step"]: step for step in steps}

    def _column(self, name, **filters):
        return [step[name] for step in self._steps(**filters).values()]

    def test_reached(self):
        self._live(("new", 1))
        self._live(("new", 1), ("contacted", 2))
        self._live(("new", 1), ("quoted", 2))  # skipped two steps: passed them
        self._live(("new", 1), ("qualified", 4), ("contacted", 1))  # moved back
        self._live(("new", 3), ("contacted", 1), ("qualified", 1), lost=True)
        self._live(("new", 1), ("converted", 1))
        self._live(("new", 1), ("converted", 1), ("quoted", 1))  # not won after all
        self.assertEqual(self._column("reached"), [7, 6, 5, 3, 1])
        self.assertEqual(self._column("rate"), [100, 86, 83, 60, 33])
        self.assertEqual(self._column("share"), [100, 86, 71, 43, 14])
        self.assertEqual(self._column("here"), [1, 2, 0, 2, 0])
        self.assertEqual(self._column("lost"), [0, 0, 1, 0, 0])

    def test_lost_leads_keep_the_furthest_step(self):
        self._live(("new", 1), ("quoted", 1), ("contacted", 1), lost=True)
        self.assertEqual(self._column("reached"), [1, 1, 1, 1, 0])
        self.assertEqual(self._column("lost"), [0, 0, 0, 1, 0])

    def test_median_days_of_those_who_left(self):
        for days in (1, 2, 6):
            self._live(("new", days), ("contacted", 3))
        self._live(("new", 1))  # still there: not counted
        self._live(("new", 40), lost=True)  # lost there: counted
        self._live(("new", 1), ("contacted", 2), ("new", 1), ("quoted", 1))  # came back: 1 + 1
        days = self._column("days")
        self.assertEqual(days, [2.0, 2.0, None, None, None])

    def test_imported_leads_reached_where_they_stand(self):
        stage = self.env.ref("kms_marketing.crm_stage_digital_quoted")
        with self._at(START):
            lead = (
                self.env["crm.lead"]
                .with_context(tracking_disable=True)
                .create({"name": "Old", "kms_channel": "digital", "stage_id": stage.id})
            )
        self.assertEqual(lead.kms_reached_step, "quoted")
        self.assertEqual(self._column("reached"), [1, 1, 1, 1, 0])
        self.assertEqual(self._column("days"), [None] * 5)

    def test_every_number_opens_its_leads(self):
        self._live(("new", 1), ("qualified", 4), ("contacted", 1))
        self._live(("new", 3), ("contacted", 1), lost=True)
        self._live(("new", 3), ("quoted", 1), ("contacted", 1), lost=True)
        self._live(("new", 1), ("converted", 1))
        self._live(("new", 1), ("converted", 1), ("quoted", 1))
        Lead = self.env["crm.lead"]
        for step in self._steps().values():
            for kind, domain in step["domains"].items():
                if (step["step"], kind) != ("converted", "here"):
                    self.assertEqual(
                        Lead.search_count(domain), step[kind], f"{step['step']} {kind}"
                    )

    def test_furthest_step_of_each_lead(self):
        leads = [
            self._live(("new", 1)),
            self._live(("new", 1), ("qualified", 4), ("contacted", 1)),
            self._live(("new", 1), ("converted", 4)),
        ]
        self.assertEqual(
            [lead.kms_reached_step for lead in leads], ["new", "qualified", "converted"]
        )
        everyone = self.env["crm.lead"].union(*leads)
        for steps, expected in (
            (["new"], leads[:1]),
            (["new", "converted"], [leads[0], leads[2]]),
            (["contacted"], []),
            (["qualified", "quoted", "converted"], leads[1:]),
        ):
            found = everyone.search(
                [("id", "in", everyone.ids), ("kms_reached_step", "in", steps)], order="id"
            )
            self.assertEqual(list(found), expected, steps)
        self.assertEqual(
            len(everyone.search([("id", "in", everyone.ids), ("kms_reached_step", "!=", "new")])),
            2,
        )

    def test_filters(self):
        self._live(("new", 1), user_id=self.salesperson.id)
        self._live(("new", 1), source_id=self.source.id)
        self._live(("new", 1), campaign_id=self.campaign.id)
        self._live(("new", 1), channel="showroom")
        self._live(("new", 1), kms_arrival_date="2031-05-01 08:00:00")
        # In Douala this is the first of April.
        self._live(("new", 1), kms_arrival_date="2031-03-31 23:30:00")
        self.assertEqual(self._column("reached")[0], 4)
        for filters in (
            {"user_id": self.salesperson.id},
            {"source_id": self.source.id},
            {"campaign_id": self.campaign.id},
            {"channel": "showroom"},
        ):
            self.assertEqual(self._column("reached", **filters)[0], 1, filters)
        self.assertEqual(self._column("reached", channel="")[0], 5)

    def test_labels_are_the_channels_stages(self):
        self.assertEqual(self._steps(channel="field")["new"]["label"], "To visit")
        self.assertEqual(self._steps(channel="")["new"]["label"], "New")

    def test_own_leads_only(self):
        self._live(("new", 1), channel="field", user_id=self.colleague.id)
        seller = self._new_user("field")
        self._live(("new", 1), channel="field", user_id=seller.id)
        funnel = self.env["kms.funnel"].with_user(seller)
        steps = funnel.refresh({**self.filters, "channel": "field"})["steps"]
        self.assertEqual(steps[0]["reached"], 1)

    def test_a_role_without_leads_is_refused(self):
        funnel = self.env["kms.funnel"].with_user(self._new_user("storekeeper"))
        for call in (funnel.load, funnel.refresh):
            with self.assertRaises(AccessError):
                call()

    def test_hostile_filters(self):
        for filters in (
            {"channel": "'; DROP TABLE crm_lead --"},
            {"date_from": "yesterday"},
            {"date_from": 7},
            {"date_from": "2031-05-01", "date_to": "2031-04-01"},
        ):
            with self.assertRaises(UserError, msg=filters):
                self.env["kms.funnel"].refresh(filters)
        for filters in ({"user_id": "1 OR 1=1"}, {"source_id": [1]}, {"unknown": "x"}):
            self.env["kms.funnel"].refresh(filters)

    def test_a_day_without_visitors(self):
        steps = self._steps(date_from="2031-01-01", date_to="2031-01-02")
        self.assertEqual([step["reached"] for step in steps.values()], [0] * 5)
        self.assertEqual(steps["new"]["share"], None)

    def test_queries_do_not_grow(self):
        funnel = self.env["kms.funnel"]
        self._live(("new", 1), ("contacted", 1))
        self._steps()
        counts = []
        for _run in range(2):
            start = self.cr.sql_log_count
            funnel.refresh(self.filters)
            counts.append(self.cr.sql_log_count - start)
            for _lead in range(20):
                self._live(("new", 1), ("contacted", 1))
            self.env.flush_all()
            self.env.invalidate_all()
            funnel.refresh(self.filters)
        self.assertEqual(counts[0], counts[1])
