from dataclasses import replace
from datetime import date, timedelta

from odoo.fields import Domain
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import file_path

from .common import FiguresCase


@tagged("post_install", "-at_install")
class TestFactsSplit(FiguresCase):
    """Sums by one dimension, and figures as of now that are sums of days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promised = cls.env["kms.metric"].create(
            {
                "code": "test_promised",
                "name": "Test promised",
                "kind": "live",
                "source": cls.source.code,
                "definition": "Test.",
                "formula_source": "Tests",
                "group_ids": [(6, 0, cls.env.ref("kms_base.role_marketing").ids)],
                "own_group_ids": [(6, 0, cls.env.ref("kms_base.role_showroom").ids)],
                "model": "crm.lead",
                "domain": "[('probability', '<', 100), ('date_open', '!=', False)]",
                "measure_field": "expected_revenue",
                "channel_field": "kms_channel",
                "user_field": "user_id",
                "campaign_field": "campaign_id",
            }
        )
        cls.env["kms.board.widget"].create(
            {"board_id": cls.board.id, "metric_ids": [(6, 0, cls.promised.ids)]}
        )

    def _make(self):
        """Leads of four months, two people, two channels and with and without a campaign."""
        leads = self.env["crm.lead"]
        for rank in range(12):
            leads += self._lead(
                f"2026-0{1 + rank % 4}-1{rank % 10} 10:00:00",
                ("showroom", "field")[rank % 2],
                user_id=(self.seller, self.colleague)[rank // 2 % 2].id,
                campaign_id=(self.campaign.id, False)[rank // 3 % 2],
                expected_revenue=100 + rank,
            )
        self.env.flush_all()
        return leads

    def _filters(self):
        field, seller = {"kms_channel": "field"}, {"user_id": self.seller.id}
        campaign = {"campaign_id": self.campaign.id}
        return {}, field, seller, campaign, {**field, **seller}, {**seller, **campaign}

    def test_reading_any_table_gives_the_same(self):
        """By channel, by one dimension, by several: what the documents say, clean or not."""
        self._make()
        for period in (
            {"kind": "year", "date": "2026-05-01"},
            {"kind": "month", "date": "2026-03-01"},
        ):
            dirty = [self._load(period=period, filters=filters) for filters in self._filters()]
            self._refresh()
            clean = [self._load(period=period, filters=filters) for filters in self._filters()]
            self.assertEqual(clean, dirty)
            self.env["kms.fact.dirty"]._kms_mark(self.company, self.source.code)

    def test_now_is_the_sum_of_all_days(self):
        leads = self._make()
        old = leads[:2]
        for lead in old:
            lead.date_open -= timedelta(days=4000)

        def check():
            for filters in self._filters():
                with self.subTest(**filters):
                    domain = [(name, "=", value) for name, value in filters.items()]
                    found = leads.filtered_domain([("probability", "<", 100), *domain])
                    wanted = sum(found.mapped("expected_revenue"))
                    card = self._card(self.promised, filters=filters)
                    self.assertEqual(card["value"], wanted)

        check()  # whole source dirty
        self._refresh()
        check()  # nothing dirty
        leads[5].probability = 100
        old[0].expected_revenue = 7777
        leads[3].user_id = self.colleague
        leads[7].date_open = False
        leads[7].expected_revenue = 0
        check()  # some days dirty, one of them years back
        self._refresh()
        check()
        self.engine._kms_rebuild(self.company)
        check()

    def test_the_list_of_now_knows_no_days(self):
        """Card and list are the same number, whatever days the board shows."""
        self.promised.date_field = "date_open"
        leads = self._make()
        wanted = sum(leads.filtered_domain([("probability", "<", 100)]).mapped("expected_revenue"))
        for _turn in range(2):
            for period in ({"kind": "month", "date": "2026-03-15"}, {"kind": "today"}):
                card = self._card(self.promised, period=period)
                action = self.env["kms.board"].drill(self.promised.code, period)
                listed = self.env["crm.lead"].search(action["domain"])
                self.assertEqual(card["value"], wanted)
                self.assertEqual(sum(listed.mapped("expected_revenue")), wanted)
            self._refresh()

    def test_heaviest_days(self):
        """The days that weigh most, and whatever is dirty; None when anything may be."""
        figures, board = self.env["kms.figures"], self.env["kms.board"]
        metric = self.promised._kms_entry()

        def heaviest(count, **filters):
            scope = board._kms_scope({"kind": "today"}, filters)
            return figures._kms_heaviest_days(metric, scope, count)

        days = [date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)]
        for day, amount in zip(days, (10, 30, 20), strict=True):
            self._lead(f"{day} 10:00:00", expected_revenue=amount)
        self._lead("2026-03-10 10:00:00", "field", expected_revenue=90)
        self.env["kms.fact.dirty"]._kms_mark(self.company, self.source.code)
        self.assertIsNone(heaviest(2))
        self._refresh()
        self.assertEqual(heaviest(2), {self.company.id: set(days[1:])})
        self.assertEqual(heaviest(1), {self.company.id: {days[2]}})
        self.assertEqual(heaviest(1, kms_channel="showroom"), {self.company.id: {days[1]}})
        self._lead("2026-04-02 10:00:00", expected_revenue=1)
        self.env.flush_all()
        self.assertEqual(heaviest(1), {self.company.id: {days[2], date(2026, 4, 2)}})

    def test_several_figures_in_one_statement(self):
        """Each counts its own records, summed up or not, alone or beside others."""
        self._make()
        metrics = [self.promised._kms_entry(), self.open_now._kms_entry(), self.leads._kms_entry()]
        domains = [
            Domain("company_id", "=", self.company.id) & extra
            for extra in (
                Domain("kms_channel", "=", "field"),
                Domain("user_id", "=", self.seller.id),
                Domain("id", "=", 0),
            )
        ]
        figures = self.env["kms.metric"]
        [found] = self.env.execute_query(figures._kms_measures_sql(metrics, domains))
        alone = [
            self.env.execute_query(figures._kms_measures_sql([metric], [domain]))[0][0]
            for metric, domain in zip(metrics, domains, strict=True)
        ]
        self.assertEqual(list(found), alone)
        field = self.env["crm.lead"].search(domains[0])
        self.assertEqual(found, (sum(field.mapped("expected_revenue")), 6, 0))

    def test_channels_are_kept_apart_where_they_are_wanted(self):
        """A figure that nobody splits by channel comes as a whole, and is the same number."""
        self._make()
        figures = self.env["kms.figures"]
        leads, revenue = self.leads._kms_entry(), self.revenue._kms_entry()
        scope = self.env["kms.board"]._kms_scope({"kind": "year", "date": "2026-05-01"}, {})
        for _turn in range(2):
            whole = figures._kms_read([leads, revenue], scope)
            some = replace(scope, keyed=frozenset([leads.id]), marks={})
            found = figures._kms_read([leads, revenue], some)
            self.assertEqual(set(found[leads]), {None, "showroom", "field"})
            self.assertEqual(set(found[revenue]), {None})
            for metric in (leads, revenue):
                self.assertEqual(found[metric][None].points, whole[metric][None].points)
                self.assertEqual(found[metric][None].total, whole[metric][None].total)
            self._refresh()
            scope = replace(scope, marks={})

    def test_own_records_only(self):
        """Who reads their own figure gets the sum of their own records."""
        leads = self._make()
        showroom = self.env.ref("kms_base.role_showroom")
        self.board.widget_ids.filtered(
            lambda widget: not widget.metric_ids <= self.promised | self.leads
        ).unlink()
        self.board.group_ids |= showroom
        for _turn in range(2):
            card = self._card(self.promised, user=self.seller)
            mine = leads.filtered(lambda lead: lead.user_id == self.seller)
            self.assertEqual(card["value"], sum(mine.mapped("expected_revenue")))
            self._refresh()

    def test_a_dimension_that_a_figure_gets_later(self):
        """A figure that becomes known by salesperson is split by them at once."""
        self.promised.user_field = False
        self._make()
        self._refresh()
        self.assertIsNone(self._card(self.promised, filters={"user_id": self.seller.id})["value"])
        self.promised.user_field = "user_id"
        before = self._card(self.promised, filters={"user_id": self.seller.id})["value"]
        self.assertTrue(before)
        self._refresh()
        after = self._card(self.promised, filters={"user_id": self.seller.id})["value"]
        self.assertEqual(after, before)

    def test_migration_counts_anew(self):
        """A database without these sums gets them from the cron, and is true until then."""
        self._make()
        self._refresh()
        filters = {"user_id": self.seller.id}
        before = self._load(filters=filters)
        self.env.cr.execute("DELETE FROM kms_fact_split")
        path = file_path("kms_dashboard/migrations/19.0.1.1.0/post-split.py")
        load_script(path, "post_split").migrate(self.env.cr, "19.0.1.0.0")
        self.assertEqual(self._load(filters=filters), before)
        self._refresh()
        self.assertEqual(self._load(filters=filters), before)
        self.assertTrue(self._facts()[-1])
