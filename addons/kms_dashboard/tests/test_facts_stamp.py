from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.kms_fact_stamp import TABLES
from .common import FiguresCase


@tagged("post_install", "-at_install")
class TestFactsStamp(FiguresCase):
    """What was read of the facts is kept as long as they are the same, and no longer."""

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()
        for day in (3, 7, 11):
            self._lead(f"2026-03-{day:02} 10:00:00", expected_revenue=day)
        self._refresh()

    def _stamps(self):
        self.env.cr.execute("SELECT id FROM kms_fact_stamp ORDER BY id")
        return [row[0] for row in self.env.cr.fetchall()]

    def _reads(self, **options):
        """What a board shows, and how often facts were read for it."""
        figures = type(self.env["kms.figures"])
        read, calls = figures._kms_read_days, []

        def counted(model, metrics, *args):
            calls.extend(metrics)
            return read(model, metrics, *args)

        with patch.object(figures, "_kms_read_days", counted):
            return self._load(**options), len(calls)

    def test_the_same_facts_are_read_once(self):
        first, reads = self._reads()
        self.assertTrue(reads)
        again, reads = self._reads()
        self.assertEqual((again, reads), (first, 0))

    def test_a_dirty_day_is_read_from_the_documents(self):
        before = self._card(self.leads)["value"]
        lead = self._lead("2026-03-12 10:00:00")
        self.assertEqual(self._card(self.leads)["value"], before + 1)
        self._refresh()
        self.assertEqual(self._card(self.leads)["value"], before + 1)
        lead.unlink()
        self.assertEqual(self._card(self.leads)["value"], before)
        self._refresh()
        self.assertEqual(self._card(self.leads)["value"], before)

    def test_a_dirty_source_elsewhere_changes_nothing(self):
        """Months that are far away do not have the board read again."""
        self._reads()
        self._lead("2024-01-12 10:00:00")
        self.env.flush_all()
        self.assertFalse(self._reads()[1])

    def test_after_a_rollback_what_was_true_before(self):
        before = self._load()
        with self.env.cr.savepoint() as savepoint:
            self._lead("2026-03-12 10:00:00", expected_revenue=5000)
            self._refresh()
            self.assertNotEqual(self._load(), before)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(self._load(), before)
        self._lead("2026-03-12 10:00:00", expected_revenue=7000)
        self._refresh()
        self.assertEqual(self._card(self.revenue)["value"], 3 + 7 + 11 + 7000)

    def test_nobody_gets_what_another_one_may_read(self):
        """Own figures, filters, periods and companies are told apart."""
        theirs = self.leads | self.revenue
        self.board.widget_ids.filtered(lambda widget: not widget.metric_ids <= theirs).unlink()
        self.board.group_ids |= self.env.ref("kms_base.role_showroom")
        self._lead("2026-03-12 10:00:00", user_id=self.colleague.id)
        self._refresh()
        year = {"kind": "year", "date": "2026-05-01"}
        for _turn in range(2):
            self.assertEqual(self._card(self.leads)["value"], 4)
            self.assertEqual(self._card(self.leads, user=self.seller)["value"], 3)
            self.assertEqual(self._card(self.leads, user=self.colleague)["value"], 1)
            self.assertEqual(self._card(self.leads, filters={"kms_channel": "field"})["value"], 0)
            february = {"kind": "month", "date": "2026-02-15"}
            self.assertEqual(self._card(self.leads, period=february)["value"], 0)
            self.assertEqual(self._card(self.leads, period=year)["value"], 4)

    def test_every_table_leaves_a_row(self):
        for table in TABLES:
            with self.subTest(table):
                before = self._stamps()
                self.env.cr.execute(
                    SQL("DELETE FROM %s WHERE company_id = 0", SQL.identifier(table))
                )
                self.assertEqual(len(self._stamps()), len(before) + 1)

    def test_a_definition_that_changes_is_read_anew(self):
        self._reads()
        self.leads.name = "Renamed"
        loaded, reads = self._reads()
        self.assertTrue(reads)
        self.assertEqual(self._widget(loaded, "card", self.leads)["title"], "Renamed")

    def test_gathered_rows_are_one_that_nobody_has_seen(self):
        before = self._stamps()
        self.assertGreater(len(before), 1)
        stamp = self.env["kms.fact.stamp"]
        stamp._kms_gather()
        [left] = self._stamps()
        self.assertGreater(left, max(before))
        stamp._kms_gather()
        self.assertEqual(self._stamps(), [left])

    def test_triggers_go_and_come(self):
        stamp = self.env["kms.fact.stamp"]
        stamp._kms_uninstall()
        before = self._stamps()
        self.env.cr.execute("DELETE FROM kms_fact WHERE company_id = 0")
        self.assertEqual(self._stamps(), before)
        for _turn in range(2):
            stamp._kms_install()
        self.env.cr.execute("DELETE FROM kms_fact WHERE company_id = 0")
        self.assertEqual(len(self._stamps()), len(before) + 1)
