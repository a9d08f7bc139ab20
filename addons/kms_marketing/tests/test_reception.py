from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestReception(ShowroomCase):
    def test_visitor_is_a_lead_of_the_showroom(self):
        visit = self._register(user_id=self.salesperson.id)
        self.assertRecordValues(
            visit,
            [
                {
                    "kms_channel": "showroom",
                    "type": "opportunity",
                    "contact_name": "Mrs Kalla",
                    "phone_sanitized": "+237677451290",
                    "kms_product_id": self.panel.id,
                    "kms_orientation": "showroom",
                    "source_id": self.source.id,
                    "user_id": self.salesperson.id,
                    "kms_visit_state": "waiting",
                    "partner_id": False,
                }
            ],
        )

    def test_known_number_finds_the_customer(self):
        customer = self.env["res.partner"].create({"name": "Old friend", "phone": "+237677451290"})
        self.assertEqual(self._register(phone="677-45-12-90").partner_id, customer)

    def test_sent_ten_times_is_written_once(self):
        visits = {self.desk.register_visit(self._values())["id"] for _attempt in range(10)}
        self.assertEqual(len(visits), 1)

    def test_answer_carries_the_list_and_the_counts(self):
        before = self.desk.refresh()["counts"]["visitors"]
        answer = self.desk.register_visit(self._values())
        self.assertEqual(answer["counts"]["visitors"], before + 1)
        self.assertEqual(answer["visits"][0]["id"], answer["id"])
        self.assertEqual(answer["visits"][0]["product"], "Test panel 18 mm")

    def test_load_offers_every_choice(self):
        data = self.desk.load()
        self.assertIn("showroom", [key for key, _label in data["orientations"]])
        self.assertEqual(len(data["sources"]), 8)
        self.assertIn(self.salesperson.id, [person["id"] for person in data["salespeople"]])
        self.assertTrue(data["products"])

    def test_today_is_the_day_of_the_company(self):
        self.env.company.kms_timezone = "Africa/Douala"
        visit = self._register()
        # 23:30 UTC on the 30th is already the 1st in Douala, one hour ahead.
        visit.kms_arrival_date = "2026-06-30 23:30:00"
        for now, shown in (("2026-06-30 22:30:00", False), ("2026-07-01 08:00:00", True)):
            with freeze_time(now):
                ids = [row["id"] for row in self.desk.refresh()["visits"]]
                self.assertEqual(visit.id in ids, shown, now)

    def test_hostile_values_get_a_sentence_and_write_nothing(self):
        before = self.env["crm.lead"].search_count([])
        hostile = {
            "no name": {"name": "   "},
            "name is no text": {"name": ["x"]},
            "endless name": {"name": "x" * 10_000},
            "no uuid": {"uuid": None},
            "forged uuid": {"uuid": "' OR 1=1 --"},
            "unknown orientation": {"orientation": "moon"},
            "deleted product": {"product_id": 2**31 - 1},
            "source is no id": {"source_id": "1; DROP TABLE crm_lead"},
            "impossible phone": {"phone": "123"},
            "phone with a script": {"phone": "<script>alert(1)</script>"},
        }
        for case, values in hostile.items():
            with self.subTest(case), self.assertRaises(UserError):
                self.desk.register_visit(self._values(**values))
        for values in ("text", ["list"], None, 7):
            with self.subTest(values), self.assertRaises(UserError):
                self.desk.register_visit(values)
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_strange_but_honest_names_are_kept(self):
        for index, name in enumerate(
            ("\u202eأحمد", "🪑 Mr Ewane", "=cmd|' /C calc'!A0", "<script>alert(1)</script>")
        ):
            visit = self._register(uuid=f"{index:016x}", name=name, phone="")
            self.assertEqual(visit.contact_name, name)
            visit.with_user(self.salesperson).action_kms_convert_to_quotation()
            self.assertEqual(visit.partner_id.name, name)

    def test_screen_costs_the_same_for_ten_and_forty_visitors(self):
        def cost(expected):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            data = self.desk.refresh()
            self.assertGreaterEqual(len(data["visits"]), expected)
            return self.cr.sql_log_count - start

        self._register_many(10)
        few = cost(10)
        self._register_many(30, start=10)
        self.assertLessEqual(cost(40), few)

    def _register_many(self, count, start=0):
        for index in range(start, start + count):
            self._register(uuid=f"{index:016x}", phone=f"6774512{index:02d}")
