from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..resize import resize_widgets
from .common import FiguresCase
from .sheets import at

MARCH = {"kind": "month", "date": "2026-03-15"}


@tagged("post_install", "-at_install")
class TestTemplate(FiguresCase):
    """Addons work on the templates of others; targets, pace and trends on a board."""

    def _named(self, widget, name):
        self.env["ir.model.data"].create(
            {
                "module": "kms_dashboard",
                "name": name,
                "model": widget._name,
                "res_id": widget.id,
                "noupdate": True,
            }
        )

    def test_a_widget_of_an_addon_is_taken_off_for_good(self):
        """It stays archived, so that an update finds it and does not make it anew."""
        widget = self.board.widget_ids[0]
        self._named(widget, "test_widget")
        boards = self.env["kms.board"].with_user(self.manager)
        layout = [{"kind": "card", "metrics": ["test_leads"]}]
        boards.save_layout(self.board.id, layout, template=True)
        self.assertTrue(widget.exists())
        self.assertFalse(widget.active)
        self.assertEqual(len(self.board.widget_ids), 1)
        self.assertEqual(len(self._load()["widgets"]), 1)

    def test_figures_are_added_to_a_widget(self):
        feed = self.board.widget_ids.filtered(lambda widget: widget.kind == "feed")
        self._named(feed, "test_feed")
        self._named(self.leads, "test_metric")
        add = self.env["kms.board.widget"]._kms_add_figures
        for _turn in range(2):
            add("kms_dashboard.test_feed", ["kms_dashboard.test_metric"])
        self.assertEqual(feed.metric_ids, self.leads | self.open_now)
        self.assertIsNone(add("kms_dashboard.test_gone", ["kms_dashboard.test_metric"]))

    def test_figures_are_swapped(self):
        widget = self.board.widget_ids.filtered(lambda widget: widget.kind == "line")
        widget._kms_swap_figures({"test_leads": "test_mean", "test_revenue": "test_nothing"})
        self.assertEqual(widget.metric_ids, self.revenue | self.mean)

    def test_widgets_that_nobody_touched_get_their_new_width(self):
        """An update brings it to templates; what was changed by hand and own boards stay."""
        touched, untouched = self.board.widget_ids[:2]
        self._named(touched, "test_touched")
        self._named(untouched, "test_untouched")
        touched.width = 5
        boards = self.env["kms.board"].with_user(self.manager)
        own = boards.save_layout(self.board.id, [{"kind": "card", "metrics": ["test_leads"]}])
        self.env.flush_all()
        for _turn in range(2):
            widths = {"test_touched": (3, 4), "test_untouched": (3, 4), "test_gone": (3, 4)}
            resize_widgets(self.env.cr, "kms_dashboard", widths)
        self.env.invalidate_all()
        self.assertEqual((touched | untouched).mapped("width"), [5, 4])
        self.assertEqual(boards.browse(own).widget_ids.mapped("width"), [3])

    def test_a_feed_shares_its_rows(self):
        """What one figure does not need is for those after it."""
        feed = self.board.widget_ids.filtered(lambda widget: widget.kind == "feed")
        feed.write({"limit": 6, "metric_ids": [Command.set((self.leads | self.open_now).ids)]})
        for _rank in range(7):
            self._lead("2026-02-10 09:00:00")
        self._lead("2026-03-10 09:00:00")
        rows = self._widget(self._load(), "feed", self.leads)["data"]["rows"]
        self.assertEqual([row["metric"] for row in rows], ["test_leads"] + 5 * ["test_open"])

    def _with_targets(self, values):
        """Answer with targets by figure and person, as an addon does that knows some."""

        def targets(_self, metrics, scope):
            person = scope.filters.get("user_id", [False])[0]
            return {
                metric: values[metric.code, person]
                for metric in metrics
                if (metric.code, person) in values
            }

        return patch.object(type(self.env["kms.metric"]), "_kms_targets", targets)

    def test_pace(self):
        """31 days: 10 000 until the 31st are 1 000 by the evening of the 10th of 31 000."""
        self._lead("2026-03-02 09:00:00", expected_revenue=9500)
        with self._with_targets({("test_revenue", False): 31000}):
            for moment, pace in (
                ("2026-03-09 12:00:00", "ahead"),
                ("2026-03-10 12:00:00", "on_time"),
                ("2026-03-11 12:00:00", "behind"),
            ):
                with at(moment):
                    card = self._card(self.revenue)
                self.assertEqual(card["pace"], pace, moment)
            self.assertEqual(card["expected"], round(100 * 11 / 31, 1))
            with at("2026-02-10 12:00:00"):
                self.assertIsNone(self._card(self.revenue)["pace"], "it has not begun")

    def test_a_rate_is_expected_whole(self):
        self._lead("2026-03-01 09:00:00", expected_revenue=900)
        with self._with_targets({("test_mean", False): 1000}), at("2026-03-01 12:00:00"):
            card = self._card(self.mean)
        self.assertEqual((card["pace"], card["expected"]), ("on_time", 100))
        with self._with_targets({("test_mean", False): 1000}), at("2026-03-20 12:00:00"):
            self.assertEqual(self._card(self.mean)["pace"], "behind")

    def test_ones_own_target(self):
        """Who reads their own records only sees their own target, and nobody else's."""
        self.board.widget_ids.filtered(
            lambda widget: widget.metric_ids - self.leads - self.revenue
        ).unlink()
        self.board.group_ids |= self.env.ref("kms_base.role_showroom")
        targets = {
            ("test_revenue", False): 50000,
            ("test_revenue", self.seller.id): 4000,
            ("test_leads", False): 9,
        }
        with self._with_targets(targets):
            mine = self._load(self.seller)
            self.assertEqual(self._widget(mine, "card", self.revenue)["data"]["target"], 4000)
            self.assertIsNone(self._widget(mine, "card", self.leads)["data"]["target"])
            house = self._load()
            self.assertEqual(self._widget(house, "card", self.revenue)["data"]["target"], 50000)

    def _trend_widget(self, metrics):
        return self.env["kms.board.widget"].create(
            {
                "board_id": self.board.id,
                "kind": "trend",
                "width": 6,
                "metric_ids": [Command.set(metrics.ids)],
            }
        )

    def test_trend_on_a_board(self):
        """Twelve months and the twelve before, whatever days the board shows."""
        self._trend_widget(self.leads)
        for rank in range(26):
            month = 2026 * 12 + 1 - rank  # February 2026 and before
            for _count in range(2):
                self._lead(f"{month // 12}-{month % 12 + 1:02}-05 09:00:00")
        self._lead("2026-03-02 09:00:00", channel="field")
        with at("2026-03-10 09:00:00"):
            loaded = self._load(period={"kind": "today"})
            field = self._load(filters={"kms_channel": "field"})
            boards = self.env["kms.board"].with_user(self.manager)
            drawing = boards.picture(self.board.id, MARCH)
            self.assertTrue(boards._kms_workbook(self.board.id, MARCH)[1])
        data = self._widget(loaded, "trend", self.leads)["data"]
        now, before = data["series"]
        self.assertEqual((len(data["steps"]), now["points"][-2:]), (12, [2, 1]))
        self.assertEqual((before["points"][-2:], before["steps"][-1][0]), ([2, 2], "2025-03-01"))
        self.assertEqual(data["projection"]["value"], 24)
        self.assertEqual(data["projection"]["done"], 5)
        self.assertEqual(len(data["seasons"]), 12)
        self.assertIn("2026: 24 (24 … 24;", drawing)
        data = self._widget(field, "trend", self.leads)["data"]
        self.assertEqual([sum(filter(None, line["points"])) for line in data["series"]], [1])

    def test_what_has_no_months_has_no_trend(self):
        with self.assertRaises(ValidationError):
            self._trend_widget(self.open_now)
