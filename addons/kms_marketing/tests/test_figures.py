from datetime import timedelta

from odoo.tests import tagged

from .common_figures import ChannelFiguresCase

# widgets on the board of a role
ROLES = (
    ("showroom", 7),
    ("field", 8),
    ("call_agent", 7),
    ("reception", 7),
    ("marketing", 24),
    ("management", 13),
)


@tagged("post_install", "-at_install")
class TestFigures(ChannelFiguresCase):
    """The figures of the channels: a card, the list behind it and a rebuild are one number."""

    def _make_a_day(self):
        for channel in self.teams:
            for _rank in range(4):
                self._visitor(channel)
            self._order(channel, confirm=False)
            self._order(channel, quantity=2)
        self._order("showroom", quantity=5)

    def test_a_day(self):
        self._make_a_day()
        for code, value in {
            "showroom_visitors": 4,
            "showroom_quotes": 3,
            "showroom_sales": 2,
            "showroom_revenue": 7000,
            "showroom_visitor_conversion": 50,
            "showroom_basket": 3500,
            "field_prospects": 4,
            "field_revenue": 2000,
            "digital_conversion": 25,
            "revenue": 11000,
            "family_revenue": 11000,
            "net_revenue": 11000,
            "margin": 4400,
            "margin_rate": 40,
            "sales": 4,
            "quotes": 7,
            "customers": 1,
        }.items():
            self.assertEqual(self._value(code), value, code)
        self._assert_card_is_list()
        self._refresh()
        self._assert_card_is_list()

    def test_changes_follow(self):
        """Cancelled, backdated, handed to another channel, another family, taken away."""
        order = self._order(quantity=3)
        self._refresh()
        order.order_line.product_uom_qty = 4
        self.assertEqual((self._value("revenue"), self._value("family_revenue")), (4000, 4000))
        order.team_id = self.teams["field"]
        self.assertEqual((self._value("showroom_sales"), self._value("field_sales")), (0, 1))
        self._refresh()
        order.date_order -= timedelta(days=3)
        self.assertEqual(self._value("sales"), 0)
        day = (order.company_id._kms_today() - timedelta(days=3)).isoformat()
        self.assertEqual(self._value("sales", {"kind": "today", "date": day}), 1)
        self._refresh()
        order._action_cancel()
        self.assertEqual(self._value("sales", {"kind": "today", "date": day}), 0)
        order.unlink()
        self.assertEqual(self._value("quotes"), 0)

    def test_family_of_a_product(self):
        """A product that changes its family takes its past along."""
        self._order(quantity=3)
        self._refresh()
        family = self.env["product.category"].create({"name": "Doors"})
        self.product.categ_id = family
        scope = self.env["kms.board"]._kms_scope({"kind": "today"}, {})
        metric = self.env.ref("kms_marketing.metric_family_revenue")._kms_entry()
        read = self.env["kms.figures"]._kms_read([metric], scope, "categ_id")[metric]
        self.assertEqual(
            {key: series.total for key, series in read.items() if key}, {family.id: 3000}
        )

    def test_targets(self):
        today = self.company._kms_today()
        self.env["kms.sales.target"].create(
            {
                "date_from": today,
                "date_to": today,
                "company_id": self.company.id,
                "metric": "revenue",
                "kms_channel": "showroom",
                "target_value": 5000,
            }
        )
        scope = self.env["kms.board"]._kms_scope({"kind": "today"}, {})
        dictionary = self.env["kms.metric"]._kms_dictionary()
        targets = self.env["kms.metric"]._kms_targets(list(dictionary.values()), scope)
        self.assertEqual(
            {metric.code: value for metric, value in targets.items()}, {"showroom_revenue": 5000}
        )

    def test_targets_of_a_person_and_of_a_channel(self):
        """One person chosen, or reading their own figures: that person's targets."""
        today = self.company._kms_today()
        for user, channel, value in (
            (False, False, 9000),
            (False, "showroom", 5000),
            (self.salesperson, False, 2000),
        ):
            self.env["kms.sales.target"].create(
                {
                    "date_from": today,
                    "date_to": today,
                    "company_id": self.company.id,
                    "metric": "revenue",
                    "kms_channel": channel,
                    "user_id": user and user.id,
                    "target_value": value,
                }
            )
        boards = self.env["kms.board"]
        metrics = [
            self.env.ref(f"kms_marketing.metric_{code}")._kms_entry()
            for code in ("revenue", "showroom_revenue", "field_revenue")
        ]
        person = self.salesperson.id
        for filters, expected in (
            ({"user_id": person}, [2000, 2000, 2000]),
            ({"kms_channel": "showroom"}, [5000, 5000, None]),
            ({"user_id": person, "kms_channel": "showroom"}, [None, None, None]),
            ({"campaign_id": 1}, [None, None, None]),
        ):
            scope = boards._kms_scope({"kind": "today"}, filters)
            found = self.env["kms.metric"]._kms_targets(metrics, scope)
            self.assertEqual([found.get(metric) for metric in metrics], expected, filters)
        showroom = boards.with_user(self.salesperson).with_context(
            allowed_company_ids=self.company.ids
        )
        self._order(quantity=3)
        board = self.env.ref("kms_marketing.board_showroom")
        loaded = showroom.load(board.id, {"kind": "today"})
        [card] = [
            widget["data"]
            for widget in loaded["widgets"]
            if widget["kind"] == "card" and widget["metrics"][0]["code"] == "showroom_revenue"
        ]
        self.assertEqual((card["target"], card["progress"], card["pace"]), (2000, 150, "ahead"))

    def test_boards_of_the_roles(self):
        """Each role opens its board, and sees figures that it may read."""
        boards = self.env["kms.board"]
        # other addons add theirs
        data = self.env["ir.model.data"].search(
            [("module", "=", "kms_marketing"), ("model", "=", "kms.board.widget")]
        )
        own = set(data.mapped("res_id"))
        for role, count in ROLES:
            user = self._new_user(role, suffix="_board")
            loaded = (
                boards.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).load()
            )
            self.assertEqual(len(own & {widget["id"] for widget in loaded["widgets"]}), count, role)
        user = self._new_user("cashier", suffix="_board")
        loaded = boards.with_user(user).load()
        self.assertFalse(own & {widget["id"] for widget in loaded["widgets"]})
