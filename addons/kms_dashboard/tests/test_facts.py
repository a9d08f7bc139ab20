import random
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import FiguresCase


@tagged("post_install", "-at_install")
class TestFacts(FiguresCase):
    def _dirty(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT DISTINCT date FROM kms_fact_dirty WHERE company_id = %s AND date IS NOT NULL"
            " ORDER BY 1",
            (self.company.id,),
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _clean(self):
        self.env.flush_all()
        self._refresh()
        self.assertFalse(self._dirty())

    def test_changes_mark_their_days(self):
        """Old and new day, whoever changes what and however."""
        lead = self._lead("2026-03-10 23:30:00")  # the 11th in Douala
        self.assertIn(date(2026, 3, 11), self._dirty())
        self._clean()
        lead.date_open = datetime.fromisoformat("2026-03-09 10:00:00")
        self.assertEqual(self._dirty(), [date(2026, 3, 9), date(2026, 3, 11)])
        self._clean()
        lead.user_id = self.colleague
        self.assertIn(date(2026, 3, 9), self._dirty())
        lead.date_open = datetime.fromisoformat("2026-03-09 10:00:00")
        self._clean()
        lead.team_id = self.teams["digital"]
        self.assertIn(date(2026, 3, 9), self._dirty())
        self._clean()
        lead.description = "Nothing that counts"
        self.assertFalse(self._dirty())
        lead.date_open = datetime.fromisoformat("2026-03-09 10:00:00")
        self._clean()
        self.env.cr.execute("UPDATE crm_lead SET expected_revenue = 5 WHERE id = %s", (lead.id,))
        self.assertEqual(self._dirty(), [date(2026, 3, 9)])
        self._clean()
        lead.unlink()
        self.assertEqual(self._dirty(), [date(2026, 3, 9)])
        self._clean()
        self.assertEqual(self._facts(), ([], [], [], [], [], []))

    def test_merge_of_customers(self):
        """Merging is plain SQL in core; the month has one customer less at once."""
        first, second = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        self._lead(partner_id=first.id)
        self._lead(partner_id=second.id)
        self._clean()
        self.assertEqual(self._card(self.customers)["value"], 2)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (first | second).ids, first
        )
        self.assertEqual(self._card(self.customers)["value"], 1)
        self._clean()
        self.assertEqual(self._card(self.customers)["value"], 1)

    def test_rebuild_gives_the_same(self):
        """Some hundreds of operations at random: no difference from a rebuild from zero."""
        dice = random.Random(20260310)
        partners = self.env["res.partner"].create([{"name": f"P{rank}"} for rank in range(12)])
        leads = self.env["crm.lead"]
        start = datetime.fromisoformat("2026-01-01")

        def moment():
            return start + timedelta(minutes=dice.randrange(120 * 24 * 60))

        for _turn in range(300):
            turn = dice.choice(
                ["new", "new", "day", "user", "team", "money", "gone", "sql", "read"]
            )
            lead = dice.choice(leads) if leads else leads
            if turn == "new" or not lead:
                leads += self._lead(
                    moment(),
                    dice.choice(list(self.teams)),
                    partner_id=dice.choice(partners).id,
                    campaign_id=dice.choice([False, self.campaign.id]),
                )
            elif turn == "day":
                lead.date_open = dice.choice([False, moment()])
            elif turn == "user":
                lead.user_id = dice.choice([self.seller, self.colleague])
            elif turn == "team":
                lead.team_id = dice.choice(list(self.teams.values()))
            elif turn == "money":
                lead.expected_revenue = dice.randrange(10**6) - 10**5
            elif turn == "gone":
                leads -= lead
                lead.unlink()
            elif turn == "sql":
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE crm_lead SET date_open = %s, partner_id = %s WHERE id = %s",
                    (moment(), dice.choice(partners).id, lead.id),
                )
                self.env.invalidate_all()
            else:
                self._refresh()
        self._clean()
        kept = self._facts()
        self.assertTrue(all(kept))
        self.engine._kms_rebuild(self.company)
        self.assertEqual(self._facts(), kept)

    def test_long_periods_are_the_sum_of_their_days(self):
        """Months read as one give what their days give, clean or not, and so do their people."""
        partners = self.env["res.partner"].create([{"name": f"P{rank}"} for rank in range(3)])
        for month, partner in ((1, 0), (2, 0), (2, 1), (3, 1), (5, 2)):
            self._lead(f"2026-{month:02}-17 10:00:00", partner_id=partners[partner].id)
            self._lead(f"2025-{month:02}-28 23:30:00", "field", partner_id=partners[0].id)
        year = {"kind": "year", "date": "2026-05-01"}
        before = self._load(period=year)
        self._clean()
        self.assertEqual(self._load(period=year), before)
        leads = self._widget(before, "card", self.leads)["data"]
        self.assertEqual((leads["value"], leads["previous"]), (5, 5))
        self.assertEqual(leads["points"][:5], [1, 2, 1, 0, 1])
        people = self._widget(before, "card", self.customers)["data"]
        self.assertEqual((people["value"], people["previous"]), (3, 1))
        self.assertEqual(people["points"][:5], [1, 2, 1, 0, 1])
        self._lead("2026-02-17 10:00:00", expected_revenue=1, partner_id=partners[2].id)
        dirty = self._load(period=year)
        self.assertEqual(self._widget(dirty, "card", self.customers)["data"]["points"][1], 3)
        self._clean()
        self.assertEqual(self._load(period=year), dirty)

    def test_live_before_refresh(self):
        """A figure is true before the cron has seen its day, and the same after."""
        self._clean()
        self._lead()
        self._lead("2026-03-12 10:00:00", "field", campaign_id=self.campaign.id)
        before = self._load()
        self._clean()
        self.assertEqual(self._load(), before)
        self.assertEqual(self._widget(before, "card", self.leads)["data"]["value"], 2)

    def test_new_source_counts_before_its_first_rebuild(self):
        self._lead()
        self._clean()
        self.env.cr.execute("DELETE FROM kms_fact WHERE company_id = %s", (self.company.id,))
        self.env["kms.fact.dirty"]._kms_mark(self.company, self.source.code)
        self.assertEqual(self._card(self.leads)["value"], 1)

    def test_a_figure_that_is_new_to_its_source(self):
        """It gets its past; writing the same definition again counts nothing anew."""

        def marked():
            self.env.cr.execute(
                "SELECT COUNT(*) FROM kms_fact_dirty WHERE company_id = %s AND date IS NULL",
                (self.company.id,),
            )
            return self.env.cr.fetchone()[0]

        self._lead()
        self._clean()
        self.revenue.write({"code": "test_revenue", "source": "test_lead", "name": "Test"})
        self.assertFalse(marked())
        self.revenue.code = "test_other"
        self._refresh()
        self.revenue.code = "test_revenue"
        self.assertTrue(marked())
        self.assertEqual(self._card(self.revenue)["value"], 1000)

    def test_time_zone_of_the_company(self):
        """Another time zone moves days, so all of them are counted again."""
        self._lead("2026-03-31 23:30:00")
        self._clean()
        self.assertEqual(self._card(self.leads)["value"], 0)
        self.company.kms_timezone = "UTC"
        self.assertEqual(self._card(self.leads)["value"], 1)
        self._clean()
        self.assertEqual(self._card(self.leads)["value"], 1)

    def test_triggers_come_and_go(self):
        installed = self.engine._kms_installed_triggers()
        mine = {name for name in installed if name.startswith("kms_fact_test_lead_")}
        self.assertEqual(len(mine), 1)
        self.engine._kms_sync_triggers()
        self.assertEqual(self.engine._kms_installed_triggers(), installed)
        self.engine._kms_drop_triggers(["kms_dashboard"])
        self.assertFalse(self.engine._kms_installed_triggers())
        self._lead()
        self.assertNotIn(date(2026, 3, 10), self._dirty())
        self.engine._kms_sync_triggers()
        self.assertEqual(self._card(self.leads)["value"], 1)

    def test_cron_is_bounded(self):
        for day in range(1, 8):
            self._lead(f"2026-03-0{day} 10:00:00")
        self.env.flush_all()
        self._refresh()
        for day in range(1, 8):
            self._lead(f"2026-03-0{day} 11:00:00")
        self.env.flush_all()
        commits = []

        def progress(_cron, processed):
            commits.append(processed)
            return len(commits) < 2

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            before = self._dirty()
            self.engine._cron_refresh(limit=3)
            self.assertEqual(len(commits), 2)
            self.assertLessEqual(len(before) - 6, len(self._dirty()))
            for _run in range(5):
                commits.clear()
                self.engine._cron_refresh(limit=3)
        self.assertFalse(self._dirty())
        self.assertEqual(self._card(self.leads)["value"], 14)

    def test_check_finds_what_differs(self):
        self._lead()
        self._clean()
        Check = self.env["kms.fact.check"]
        self.assertFalse(Check._kms_check(self.company, self.source, 20))
        self.env.cr.execute(
            "UPDATE kms_fact SET value = 7 WHERE company_id = %s AND metric_id = %s",
            (self.company.id, self.leads.id),
        )
        check = Check._kms_check(self.company, self.source, 20)
        self.assertEqual(check.difference_count, 1)
        self.assertIn("test_leads: 7.00", check.report)
        self.assertEqual(check.activity_ids.user_id, self.manager)
        self._clean()  # it has healed
        self.assertFalse(Check._kms_check(self.company, self.source, 20))
