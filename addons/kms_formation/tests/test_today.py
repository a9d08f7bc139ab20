from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestToday(SchoolCase):
    """The secretary's landing: what is to do, with the next step of each."""

    def setUp(self):
        super().setUp()
        self.screen = self.env["kms.school.today"].with_user(self.secretary)

    def rows(self, name):
        sections = {one["name"]: one for one in self.screen.load()["sections"]}
        return sections[name]["rows"]

    def row(self, name, title):
        return next((row for row in self.rows(name) if row["title"] == title), None)

    def make_lead(self, name="Mrs Today"):
        return (
            self.env["crm.lead"]
            .with_user(self.secretary)
            .create(
                {
                    "name": name,
                    "contact_name": name,
                    "type": "opportunity",
                    "kms_channel": "training",
                    "kms_course_id": self.course.id,
                    "phone": "699112233",
                    "user_id": self.secretary.id,
                }
            )
        )

    def test_numbers_are_shown_as_the_user_may_see_them(self):
        self.make_lead()
        self.assertTrue(self.row("calls", "Mrs Today")["phone"])
        partner = type(self.env["res.partner"])
        with patch.object(partner, "_kms_shown_phone", lambda _self, number: number and "hidden"):
            phones = [
                row["phone"] for part in self.screen.load()["sections"] for row in part["rows"]
            ]
        self.assertEqual({phone for phone in phones if phone}, {"hidden"})

    def test_a_prospect_goes_from_call_to_meeting_to_enrolment(self):
        lead = self.make_lead()
        plan, called = self.row("calls", "Mrs Today")["buttons"]
        self.assertEqual(plan["method"], "action_kms_plan_meeting")
        self.assertEqual(called["method"], "action_kms_take_charge")
        lead.action_kms_take_charge()
        self.assertEqual(self.row("calls", "Mrs Today")["buttons"], [plan])
        now = fields.Datetime.now()
        meeting = (
            self.env["calendar.event"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Info",
                    "opportunity_id": lead.id,
                    "start": now - timedelta(hours=2),
                    "stop": now - timedelta(hours=1),
                }
            )
        )
        self.assertFalse(self.row("calls", "Mrs Today"))
        row = self.row("meetings", "Mrs Today")
        self.assertTrue(row["late"])
        self.assertEqual(row["open"]["model"], "crm.lead")
        meeting.action_kms_honor()
        self.assertFalse(self.row("meetings", "Mrs Today"))
        step = self.row("calls", "Mrs Today")["buttons"][0]
        self.assertEqual(step["method"], "action_kms_enroll")

    def test_a_meeting_of_tomorrow_waits(self):
        lead = self.make_lead()
        start = fields.Datetime.now() + timedelta(days=1)
        self.env["calendar.event"].create(
            {
                "name": "Info",
                "opportunity_id": lead.id,
                "start": start,
                "stop": start + timedelta(hours=1),
            }
        )
        self.assertFalse(self.row("meetings", "Mrs Today"))
        self.assertFalse(self.row("calls", "Mrs Today"))

    def test_classes_seats_and_fees(self):
        session = self.make_session(seats=1, first=0)
        session.event_slot_ids = [
            (0, 0, {"date": self.today, "start_hour": 8, "end_hour": 12}),
        ]
        student = self.enroll(session, "Awa")
        waiting = self.enroll(session, "Bella")
        self.assertIn("0 of 1", self.row("classes", session.name)["detail"])
        self.assertFalse(self.row("late", "Awa"))
        line = student.sudo()._open_lines()[:1]
        line.date_maturity = self.today - timedelta(days=3)
        self.env.flush_all()
        student.invalidate_recordset()
        self.assertIn("40", self.row("late", "Awa")["detail"])
        self.change(student, "drop")
        row = self.row("seats", "Bella")
        self.assertEqual(row["id"], waiting.id)
        self.assertFalse(self.row("late", "Awa"))

    def test_bounded(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.screen.load()
            return self.env.cr.sql_log_count - before

        def grow(number, name):
            session = self.make_session(seats=number, first=0)
            for one in range(number):
                self.make_lead(f"{name} lead {one}")
                self.enroll(session, f"{name} {one}")

        grow(8, "A")
        count()
        few = count()
        grow(20, "B")
        count()
        self.assertLessEqual(count(), few + 2)
        self.assertLessEqual(few, 80)

    def test_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self.screen.with_user(self.make_user("school_field", "field")).load()
