from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import FiguresCase

MARCH = {"kind": "month", "date": "2026-03-15"}


@tagged("post_install", "-at_install")
class TestBoard(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].create([{"name": f"P{rank}"} for rank in range(4)])
        make = cls._lead
        for rank, partner in enumerate(partners):
            make(
                cls,
                f"2026-03-{10 + rank} 09:00:00",
                ["showroom", "field"][rank % 2],
                partner_id=partner.id,
                user_id=[cls.seller, cls.colleague][rank % 2].id,
                campaign_id=[cls.campaign.id, False][rank % 2],
                expected_revenue=1000 * (rank + 1),
            )
        make(cls, "2026-02-10 09:00:00", "digital", partner_id=partners[0].id)
        cls.env.flush_all()

    def _behind(self, metric, user=None, point=None, period=MARCH, filters=None):
        """Count and sum of what opens behind a figure, as its reader sees it."""
        boards = self.env["kms.board"].with_user(user or self.manager)
        action = boards.drill(metric.code, period, filters, point)
        records = self.env[action["res_model"]].with_user(user or self.manager)
        found = records.with_context(**action["context"]).search(action["domain"])
        opened = metric.numerator_id if metric.kind == "ratio" else metric
        if point and point.get("part") == "denominator":
            opened = metric.denominator_id
        field = opened.measure_field
        return sum(found.mapped(field)) if field else len(found)

    def test_cards(self):
        loaded = self._load()
        leads = self._widget(loaded, "card", self.leads)["data"]
        self.assertEqual((leads["value"], leads["previous"], leads["change"]), (4, 1, 300))
        self.assertEqual(sum(leads["points"]), 4)
        mean = self._widget(loaded, "card", self.mean)["data"]
        self.assertEqual((mean["value"], mean["previous"], mean["n"]), (2500, 1000, 4))
        self.assertEqual(self._widget(loaded, "card", self.customers)["data"]["value"], 4)
        kept = self._widget(loaded, "gauge", self.retention)["data"]
        self.assertEqual((kept["value"], kept["n"]), (100, 1))

    def test_card_is_what_is_behind(self):
        """For every figure of the dictionary: card = count or sum of the list behind it."""
        for filters in ({}, {"kms_channel": "field"}, {"user_id": self.seller.id}):
            loaded = self._load(filters=filters)
            for metric in self.leads | self.revenue | self.open_now:
                with self.subTest(metric=metric.code, **filters):
                    card = self._card(metric, filters=filters)
                    self.assertEqual(card["value"], self._behind(metric, filters=filters))
            mean = self._widget(loaded, "card", self.mean)["data"]
            parts = [
                self._behind(self.mean, point={"part": part}, filters=filters)
                for part in ("numerator", "denominator")
            ]
            self.assertEqual(mean["value"], parts[0] / parts[1])
        self.assertEqual(self._behind(self.customers), 4)
        self.assertEqual(self._behind(self.retention), 1)

    def test_every_part_of_a_chart_is_what_is_behind(self):
        loaded = self._load()
        slices = self._widget(loaded, "doughnut", self.leads)["data"]
        self.assertEqual((slices["n"], [row["share"] for row in slices["rows"]]), (4, [50, 50]))
        for row in slices["rows"]:
            self.assertEqual(
                row["value"], self._behind(self.leads, point={"kms_channel": row["key"]})
            )
        bars = self._widget(loaded, "bar", self.revenue)["data"]
        self.assertEqual({line["key"] for line in bars["series"]}, {self.campaign.id, False})
        for line in bars["series"]:
            for (first, last), value in zip(bars["steps"], line["points"], strict=True):
                point = {"campaign_id": line["key"], "first": first, "last": last}
                self.assertEqual(value, self._behind(self.revenue, point=point))

    def test_shares_and_rankings(self):
        """Shares show their n; fewer than five are listed by name and not ranked."""
        board = self._widget(self._load(), "leaderboard", self.revenue)["data"]
        self.assertFalse(board["ranked"])
        names = [row["name"] for row in board["rows"]]
        self.assertEqual(names, sorted(names))
        for rank in range(3):
            self._lead(user_id=self._new_user("field", str(rank)).id, expected_revenue=10 + rank)
        board = self._widget(self._load(), "leaderboard", self.revenue)["data"]
        values = [row["values"][0]["value"] for row in board["rows"]]
        self.assertTrue(board["ranked"])
        self.assertEqual(values, sorted(values, reverse=True))

    def test_a_filter_that_does_not_apply(self):
        """A figure that is not known by campaign says so instead of showing another number."""
        card = self._card(self.customers, filters={"campaign_id": self.campaign.id})
        self.assertIsNone(card["value"])

    def test_own_figures(self):
        """Who reads their own records only gets their own figures, whatever they ask for."""
        self.board.widget_ids.filtered(lambda widget: widget.kind == "feed").unlink()
        showroom = self.env.ref("kms_base.role_showroom")
        secret = self.mean | self.customers | self.retention
        secret.group_ids |= showroom
        self.board.group_ids |= showroom
        secret.group_ids -= showroom  # the template is older than the secret
        loaded = self._load(self.seller)
        codes = {metric["code"] for widget in loaded["widgets"] for metric in widget["metrics"]}
        self.assertEqual(codes, {"test_leads", "test_revenue", "test_open"})
        card = self._widget(loaded, "card", self.revenue)["data"]
        self.assertEqual(card["value"], 4000)
        self.assertEqual(self._behind(self.revenue, self.seller), 4000)
        asked = self._card(self.revenue, user=self.seller, filters={"user_id": self.colleague.id})
        self.assertEqual(asked["value"], 0)
        for metric in (self.mean, self.customers):
            with self.assertRaises(UserError):
                self._behind(metric, self.seller)

    def test_template_holds_what_its_readers_may_see(self):
        reception = self.env.ref("kms_base.role_reception")
        with self.assertRaises(ValidationError):
            self.board.group_ids |= reception
        board = self.env["kms.board"].create({"name": "B", "group_ids": [(6, 0, reception.ids)]})
        with self.assertRaises(ValidationError):
            board.widget_ids = [(0, 0, {"metric_ids": [(6, 0, self.leads.ids)]})]

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._load(self.seller)
        with self.assertRaises(AccessError):
            self.board.with_user(self.seller).name = "Mine"
        with self.assertRaises(AccessError):
            self.env["kms.fact"].with_user(self.seller).search([])
        outsider = self._new_user("reception")
        self.assertNotIn(
            self.board.id,
            [board["id"] for board in self.env["kms.board"].with_user(outsider).load()["boards"]],
        )

    def test_two_companies(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.company.currency_id.id}
        )
        self.env["crm.lead"].create(
            {"name": "Theirs", "company_id": other.id, "team_id": False, "user_id": False}
        ).date_open = "2026-03-10 10:00:00"
        self.assertEqual(self._card(self.leads)["value"], 4)
        self.manager.company_ids |= other
        boards = self.env["kms.board"].with_user(self.manager)
        loaded = boards.with_context(allowed_company_ids=[self.company.id, other.id]).load(
            self.board.id, MARCH
        )
        self.assertEqual(self._widget(loaded, "card", self.leads)["data"]["value"], 5)

    def test_arranging(self):
        """An arrangement is the user's own; the template stays, and comes back on reset."""
        boards = self.env["kms.board"].with_user(self.manager)
        wanted = [
            {"kind": "card", "metrics": ["test_revenue"], "width": 99, "height": 0},
            {"kind": "doughnut", "metrics": ["test_leads"], "split_by": "kms_channel"},
        ]
        own_id = boards.save_layout(self.board.id, wanted)
        own = boards.browse(own_id)
        self.assertEqual(own.user_id, self.manager)
        self.assertEqual(own.widget_ids.mapped("kind"), ["card", "doughnut"])
        self.assertEqual((own.widget_ids[0].width, own.widget_ids[0].height), (12, 1))
        self.assertEqual(len(self.board.widget_ids), 14)
        self.assertEqual(boards.load()["board"]["id"], own_id)
        self.assertEqual(boards.save_layout(own_id, wanted[:1]), own_id)
        with self.assertRaises(AccessError):
            own.with_user(self.seller).check_access("read")
        self.assertEqual(boards.reset_layout(own_id), self.board.id)
        self.assertFalse(own.exists())
        boards.save_layout(self.board.id, wanted, template=True)
        self.assertEqual(len(self.board.widget_ids), 2)

    def test_hostile_parameters(self):
        boards = self.env["kms.board"].with_user(self.manager)
        for period in (
            "month",
            {"kind": "century"},
            {"kind": "month", "date": "2026-13-45"},
            {"kind": "month", "date": "0001-01-01"},
            {"kind": "month", "date": ["2026-01-01"]},
            {"kind": "range", "date": "2026-03-02", "last": "2026-03-01"},
            {"kind": "range", "date": "2000-01-01", "last": "2026-03-01"},
            {"kind": ["month"]},
        ):
            with self.subTest(period=period), self.assertRaises(UserError):
                boards.load(self.board.id, period)
        for filters in (
            "x",
            {"company_id": 1},
            {"kms_channel": "'; DROP TABLE kms_fact; --"},
            {"kms_channel": ["showroom"]},
            {"user_id": "1 OR 1=1"},
            {"user_id": True},
            {"user_id": -1},
            {"categ_id": 2**40},
        ):
            with self.subTest(filters=filters), self.assertRaises(UserError):
                boards.load(self.board.id, MARCH, filters)
        for point in ({"domain": []}, "x", {"first": "x"}, {"kms_channel": "x"}):
            with self.subTest(point=point), self.assertRaises(UserError):
                boards.drill("test_leads", MARCH, {}, point)
        for widgets in (
            "x",
            [[]],
            [{"kind": "x"}],
            [{"kind": "card", "metrics": ["nothing"]}],
            [{}] * 99,
        ):
            with self.subTest(widgets=widgets), self.assertRaises(UserError):
                boards.save_layout(self.board.id, widgets)
        for board in (True, "1", [self.board.id]):
            with self.subTest(board=board), self.assertRaises(UserError):
                boards.load(board)

    def test_queries(self):
        """The number of statements grows neither with documents nor with widgets of a kind."""
        self._refresh()
        self._load()
        self.env.invalidate_all()
        with self.assertQueryCount(14):
            self._load()
        for widget in self.board.widget_ids:
            widget.copy()
        for day in range(1, 29):
            self._lead(f"2026-03-{day:02} 08:00:00")
        self.env.flush_all()
        self._refresh()
        self._load()
        self.env.invalidate_all()
        with self.assertQueryCount(17):
            self._load()

    def test_days_of_previous_period(self):
        scope = self.env["kms.board"]._kms_scope({"kind": "month", "date": "2026-03-31"}, {})
        self.assertEqual(scope.period.previous_last, date(2026, 2, 28))
