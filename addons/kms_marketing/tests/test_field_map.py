from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..libraries import MAP_FILES, PACKAGES, ROUTE, find_file
from ..models import kms_field_map
from .common_field import AKWA, BONABERI, MAKEPE, FieldCase


@tagged("post_install", "-at_install")
class TestFieldMap(FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sector = cls.env["kms.field.sector"].create(
            {"name": "Test sector", "latitude": 4.05, "longitude": 9.7}
        )
        cls.fresh = cls._send(
            name="Fresh",
            result="interested",
            latitude=AKWA[0],
            longitude=AKWA[1],
            sector_id=cls.sector.id,
        ).lead_id
        cls.old = cls._prospect("Old", MAKEPE)
        cls.theirs = cls._prospect("Theirs", BONABERI, user=cls.other)
        cls.nowhere = cls._prospect("Nowhere")
        cls.map = cls.env["kms.field.map"].with_user(cls.walker)
        cls.leads = cls.fresh | cls.old | cls.theirs | cls.nowhere

    def _names(self, user=None, **filters):
        points = self.map.with_user(user or self.walker).search_points(filters)["points"]
        return {point[4] for point in points} & set(self.leads.mapped("contact_name"))

    def test_what_opens_the_map(self):
        setting = self.map.load()
        self.assertEqual(len(setting["results"]), 5)
        self.assertIn("Test sector", [sector["name"] for sector in setting["sectors"]])
        self.assertTrue(setting["can_plan"])
        self.assertEqual(setting["tiles"], "")
        for role in (self.salesperson, self.receptionist):
            for call in ("load", "search_points"):
                args = [{}] if call == "search_points" else []
                with self.assertRaises(AccessError):
                    getattr(self.map.with_user(role), call)(*args)

    def test_own_and_all(self):
        self.assertEqual(self._names(), {"Fresh", "Old"})
        self.assertEqual(self._names(self.manager), {"Fresh", "Old", "Theirs"})
        self.assertEqual(self._names(self.manager, mine=True), set())
        self.assertEqual(self._names(self.manager, layer="visits"), {"Fresh", "Old", "Theirs"})
        self.assertEqual(self._names(self.other, layer="visits"), {"Theirs"})

    def test_filters(self):
        for layer in ("prospects", "visits"):
            self.assertEqual(self._names(layer=layer, period="week"), {"Fresh"})
            self.assertEqual(self._names(layer=layer, result="to_recall"), {"Old"})
            self.assertEqual(self._names(layer=layer, sector_id=self.sector.id), {"Fresh"})

    def test_points_carry_place_result_and_name(self):
        points = self.map.search_points({"period": "today"})["points"]
        self.assertIn((self.fresh.id, *AKWA, "interested", "Fresh"), points)

    def test_foreign_filters_get_a_sentence(self):
        for filters in (
            {"layer": "res.users"},
            {"period": "century"},
            {"result": "moon"},
            {"sector_id": "1"},
        ):
            with self.subTest(filters=filters), self.assertRaises(UserError):
                self.map.search_points(filters)
        self.assertTrue(self.map.search_points(None)["points"])

    def test_bounded_and_says_so(self):
        self.patch(kms_field_map, "MAX_POINTS", 1)
        answer = self.map.search_points({})
        self.assertEqual((len(answer["points"]), answer["more"]), (1, True))

    def test_card(self):
        card = self.map.load_card("prospects", self.old.id)
        self.assertEqual((card["name"], card["result"]), ("Old", "to_recall"))
        self.assertEqual(card["lead_id"], self.old.id)
        visit = self.old.kms_field_visit_ids
        self.assertEqual(self.map.load_card("visits", visit.id)["visit_id"], visit.id)
        for layer, record in (("prospects", self.theirs), ("visits", 0), ("prospects", "1")):
            with self.assertRaises(UserError):
                self.map.load_card(layer, record if isinstance(record, int | str) else record.id)

    def test_the_points_cost_the_same_for_ten_and_a_hundred(self):
        def cost(layer):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.map.search_points({"layer": layer})
            return self.cr.sql_log_count - start

        few = {layer: cost(layer) for layer in ("prospects", "visits")}
        for number in range(100):
            self._prospect(f"More {number}", AKWA)
        for layer, queries in few.items():
            self.assertLessEqual(cost(layer), queries)


@tagged("post_install", "-at_install")
class TestMapLibrary(HttpCase):
    def test_files_are_served_and_kept(self):
        for address in (*MAP_FILES["css"], *MAP_FILES["js"]):
            answer = self.url_open(address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertIn("immutable", answer.headers["Cache-Control"])
            self.assertTrue(answer.content)
        self.assertIn(
            "image/png",
            self.url_open(
                f"{ROUTE}/leaflet/{PACKAGES['leaflet'].PACKAGE_VERSION}/images/layers.png"
            ).headers["Content-Type"],
        )

    def test_nothing_else_is(self):
        version = PACKAGES["leaflet"].PACKAGE_VERSION
        for package, release, name in (
            ("leaflet", version, "../__init__.py"),
            ("leaflet", version, "..%2f__init__.py"),
            ("leaflet", version, "images/../../__init__.py"),
            ("leaflet", version, "%2e%2e/%2e%2e/%2e%2e/main.py"),
            ("leaflet", version, "/etc/passwd"),
            ("leaflet", version, "images"),
            ("leaflet", version, "leaflet.js%00.png"),
            ("leaflet", version, "leaflet.js.map"),
            ("leaflet", "0.0.0", "leaflet.js"),
            ("..", version, "leaflet.js"),
            ("unknown", version, "leaflet.js"),
        ):
            with self.subTest(name=name):
                self.assertIsNone(find_file(package, release, name))
                answer = self.url_open(f"{ROUTE}/{package}/{release}/{name}")
                self.assertEqual(answer.status_code, 404)
