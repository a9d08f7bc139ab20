from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ShowroomCase


@tagged("post_install", "-at_install")
class TestField(ShowroomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.walker = cls._new_user("field")
        cls.other = cls._new_user("field", suffix="2")
        cls.manager = cls._new_user("marketing")
        cls.phone = cls.env["kms.field"].with_user(cls.walker)

    def _visit(self, uuid="a" * 16, **values):
        values = {"name": "Mr Ewane", "phone": "677451290", "result": "to_quote", **values}
        visit_id = self.phone.register_visit({"uuid": uuid, **values})["id"]
        return self.env["kms.field.visit"].browse(visit_id)

    def test_visit_makes_a_prospect_and_a_second_one_finds_it(self):
        first, second = self._visit(), self._visit("b" * 16)
        self.assertEqual(first.lead_id, second.lead_id)
        self.assertEqual(first.lead_id.kms_channel, "field")
        self.assertEqual(first.lead_id.user_id, self.walker)
        first.with_user(self.walker).action_convert_to_quotation()
        self.assertTrue(first.lead_id.kms_quotation_id)

    def test_sent_ten_times_is_written_once(self):
        self.assertEqual(len({self._visit().id for _attempt in range(10)}), 1)

    def test_two_at_once_run_again(self):
        self._visit()
        Visit = type(self.env["kms.field.visit"])
        empty = self.env["kms.field.visit"]
        with patch.object(Visit, "search", return_value=empty), self.assertRaises(ConcurrencyError):
            self._visit()

    def test_hostile_values_get_a_sentence_and_write_nothing(self):
        before = self.env["crm.lead"].search_count([])
        for values in (
            {"latitude": 1000, "longitude": 9},
            {"latitude": float("nan"), "longitude": 9},
            {"latitude": 4, "longitude": float("inf")},
            {"latitude": "4", "longitude": 9},
            {"latitude": 4},
            {"latitude": 4, "longitude": 9, "accuracy": -1},
            {"need": "x" * 10_000},
            {"name": "x" * 10_000},
            {"name": " "},
            {"result": "moon"},
            {"uuid": "'; --"},
            {"phone": "123"},
            {"client_date": "yesterday"},
            {"client_date": 7},
            {"next_date": "2026-13-45"},
            {"sector_id": 2**31 - 1},
        ):
            with self.subTest(values=str(values)[:60]), self.assertRaises(UserError):
                self._visit(**values)
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_database_refuses_impossible_coordinates(self):
        visit = self._visit()
        for latitude in (91, float("nan")):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    "UPDATE kms_field_visit SET latitude = %s WHERE id = %s", [latitude, visit.id]
                )

    def test_late_and_jumps(self):
        now = fields.Datetime.now()
        moments = [(now - timedelta(minutes=minutes)).isoformat() for minutes in (60, 30, 0)]
        first = self._visit(client_date=moments[0], latitude=4.05, longitude=9.7)
        last = self._visit("c" * 16, client_date=moments[2], latitude=3.85, longitude=11.5)
        self.assertTrue(first.is_late)
        self.assertTrue(last.is_suspicious)
        self.assertAlmostEqual(last.distance, 201, delta=2)
        # Sent late, between the two: the last one is measured again, against it.
        self._visit("d" * 16, client_date=moments[1], latitude=3.86, longitude=11.5)
        self.assertFalse(last.is_suspicious)
        self.assertLess(last.distance, 2)

    def test_without_position_and_with_a_clock_ahead(self):
        with freeze_time("2026-06-30 10:00:00"):
            visit = self._visit(client_date="2027-01-01T00:00:00Z")
        self.assertFalse(visit.has_position)
        self.assertEqual(visit.visit_date, visit.check_in_date)
        self.assertFalse(visit.is_late)

    def test_own_team_all(self):
        visit = self._visit()
        self.assertTrue(visit.with_user(self.walker).has_access("write"))
        self.assertFalse(visit.with_user(self.other).has_access("read"))
        self.assertTrue(visit.with_user(self.manager).has_access("write"))
        visit.team_id.user_id = self.other
        self.assertTrue(visit.with_user(self.other).has_access("read"))
        for role in (self.salesperson, self.receptionist):
            with self.assertRaises(AccessError):
                self.env["kms.field"].with_user(role).load()

    def test_other_company_sees_nothing(self):
        visit = self._visit()
        other = self.env["res.company"].create({"name": "Other house"})
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(visit.with_user(self.manager).has_access("read"))

    def test_proof_is_not_rewritten(self):
        visit = self._visit()
        for user in (self.walker, self.manager):
            with self.assertRaises(AccessError):
                visit.with_user(user).write({"latitude": 1})

    def test_appointment(self):
        lead = self._visit().lead_id
        event = (
            self.env["calendar.event"]
            .with_user(self.walker)
            .create(
                {
                    "name": "Measure the kitchen",
                    "opportunity_id": lead.id,
                    "start": fields.Datetime.now(),
                    "stop": fields.Datetime.now() + timedelta(hours=1),
                }
            )
        )
        self.assertEqual(event.kms_state, "planned")
        self.assertEqual(set(event.alarm_ids.mapped("duration_minutes")), {60, 1440})
        self.assertIn(event.id, [row["id"] for row in self.phone.load()["appointments"]])
        event.action_kms_honor()
        self.assertEqual((event.kms_state, event.kms_is_honored), ("honored", 1))
        event.action_kms_postpone()
        self.assertEqual(event.kms_is_honored, 0)

    def test_screen_costs_the_same_for_five_and_twenty_visits(self):
        def cost():
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.phone.refresh()
            return self.cr.sql_log_count - start

        for index in range(5):
            self._visit(f"{index:016x}", phone="")
        few = cost()
        for index in range(5, 20):
            self._visit(f"{index:016x}", phone="")
        self.assertLessEqual(cost(), few)
