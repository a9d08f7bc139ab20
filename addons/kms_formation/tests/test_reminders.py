from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError

from .common import SchoolCase


class TestReminders(SchoolCase):
    def setUp(self):
        super().setUp()
        self.student = self.enroll(self.make_session(first=0, days=60), "Awa")
        self.student.partner_id.email = "awa@example.com"

    def at(self, days):
        """Run the reminders as if so many days had passed."""
        day = self.today + timedelta(days=days)
        with patch.object(type(self.company), "_kms_today", lambda _company: day):
            self.run_cron("kms.fee.reminder", "_cron_remind")
        reminders = self.env["kms.fee.reminder"].search(
            [("enrollment_id", "=", self.student.id), ("date", "=", day)], order="due_date"
        )
        return [(reminder.step, reminder.amount) for reminder in reminders]

    def mails(self):
        return self.env["mail.mail"].search([("email_to", "ilike", "awa@example.com")])

    def test_days(self):
        self.assertEqual(self.at(0), [("day", 40_000)])
        self.assertEqual(self.at(0), [("day", 40_000)], "once")
        self.assertEqual(len(self.mails()), 1)
        self.pay(self.student, 40_000)
        for day, expected in (
            (26, []),
            (27, [("before", 30_000)]),
            (28, []),
            (30, [("day", 30_000)]),
            (36, []),
            (37, [("first", 30_000)]),
            (57, [("before", 30_000)]),
            (60, [("last", 30_000), ("day", 30_000)]),
            (61, []),
        ):
            self.assertEqual(self.at(day), expected, day)

    def test_a_missed_day_is_made_up_for(self):
        self.assertEqual(self.at(2), [("day", 40_000)])
        self.assertEqual(self.at(45), [("last", 40_000), ("first", 30_000)])

    def test_stops_when_paid(self):
        self.pay(self.student, 100_000)
        for day in (0, 7, 30, 60, 90):
            self.assertEqual(self.at(day), [])
        self.assertFalse(self.mails())

    def test_stops_while_suspended(self):
        self.change(self.student, "suspend")
        self.assertEqual(self.at(7), [])

    def test_message_waits_until_sent_or_paid(self):
        self.student.partner_id.write({"email": False, "phone": "699112233"})
        self.at(0)
        reminder = self.env["kms.fee.reminder"].search([("enrollment_id", "=", self.student.id)])
        self.assertEqual((reminder.method, reminder.state), ("message", "todo"))
        self.assertIn("Awa", reminder.text)
        action = reminder.with_user(self.secretary).action_send()
        self.assertIn("wa.me/237699112233", action["url"])
        self.assertEqual(reminder.state, "sent")
        reminder.state = "todo"
        self.pay(self.student, 40_000)
        self.run_cron("kms.fee.reminder", "_cron_remind")
        self.assertEqual(reminder.state, "paid")
        with self.assertRaises(AccessError):
            reminder.with_user(self.secretary).write({"state": "todo"})

    def test_names_do_no_harm_in_a_mail(self):
        self.student.partner_id.name = "<script>alert(1)</script>"
        self.at(0)
        self.assertNotIn("<script>", self.mails().body_html)
