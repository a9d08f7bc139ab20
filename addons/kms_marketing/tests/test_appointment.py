from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from odoo.addons.mail.tests.common import MailCase

from .common_field import FieldCase

START = fields.Datetime.to_datetime("2026-03-04 09:00:00")


@tagged("post_install", "-at_install")
class TestAppointment(FieldCase, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.walker.write({"email": "walker@example.com", "lang": "fr_FR", "tz": "Africa/Douala"})
        cls.lead = cls._prospect("Mrs Ngo")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mrs Ngo", "email": "ngo@example.com", "lang": "fr_FR"}
        )
        with freeze_time(START - timedelta(days=5)):
            cls.event = cls._appointment(cls.walker)

    @classmethod
    def _appointment(cls, user, **values):
        return (
            cls.env["calendar.event"]
            .with_user(user)
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Measure the kitchen",
                    "opportunity_id": cls.lead.id,
                    "partner_ids": [(6, 0, (user.partner_id | cls.customer).ids)],
                    "start": START,
                    "stop": START + timedelta(hours=1),
                    **values,
                }
            )
        )

    def _mails_count(self):
        # the mails themselves would fill the log of a failure
        return len(self._mails)

    def _remind(self, moment):
        """Run core's cron as it runs at that moment, five minutes after the last time."""
        manager = self.env["calendar.alarm_manager"].with_context(
            lastcall=moment - timedelta(minutes=5)
        )
        with freeze_time(moment), self.mock_mail_gateway():
            manager._send_reminder()

    def test_the_reminder_leaves_the_day_before_in_french(self):
        self._remind(START - timedelta(days=1, minutes=2))
        self.assertEqual(self._mails_count(), 0)
        self._remind(START - timedelta(days=1) + timedelta(minutes=2))
        self.assertEqual(self._mails_count(), 2)
        for address in ("walker@example.com", "ngo@example.com"):
            [mail] = [mail for mail in self._mails if address in str(mail["email_to"])]
            subject = " ".join(mail["subject"].split())
            self.assertEqual(subject, "Rappel : Measure the kitchen")
            text = " ".join(html2plaintext(mail["body"]).split())
            self.assertIn("Bonjour", text)
            self.assertIn("mercredi 4 mars 2026 à 10:00", text)
            self.assertNotIn("Hello", text)
        self._remind(START - timedelta(days=1) + timedelta(minutes=8))
        self.assertEqual(self._mails_count(), 0)

    def test_the_bell_rings_one_hour_before(self):
        manager = self.env["calendar.alarm_manager"].with_user(self.walker)
        # core asks the database for the time, so the appointment comes close instead
        self.event.write(
            {
                "start": fields.Datetime.now() + timedelta(hours=1, minutes=10),
                "stop": fields.Datetime.now() + timedelta(hours=2),
            }
        )
        [bell] = [bell for bell in manager.get_next_notif() if bell["event_id"] == self.event.id]
        self.assertAlmostEqual(bell["timer"], 600, delta=60)
        self.event.action_kms_cancel()
        self.assertNotIn(self.event.id, [bell["event_id"] for bell in manager.get_next_notif()])

    def test_nobody_is_reminded_of_what_is_off(self):
        self.event.action_kms_postpone()
        self._remind(START - timedelta(days=1) + timedelta(minutes=2))
        self.assertEqual(self._mails_count(), 0)

    def test_postponing_asks_for_the_new_day(self):
        action = self.event.with_user(self.walker).action_kms_postpone()
        self.assertEqual(self.event.kms_state, "postponed")
        new = (
            self.env["calendar.event"]
            .with_user(self.walker)
            .with_context(**action["context"], no_mail_to_attendees=True)
            .create({})
        )
        self.assertEqual((new.kms_state, new.opportunity_id), ("planned", self.lead))
        self.assertEqual(new.start, START + timedelta(days=1))
        self.assertEqual(set(new.alarm_ids.mapped("duration_minutes")), {60, 1440})

    def test_the_rate_is_honoured_of_all_that_was_planned(self):
        for state in ("honored", "honored", "cancelled", "planned"):
            self._appointment(self.walker).kms_state = state
        [(_user, count, honored, rate)] = self.env["calendar.event"]._read_group(
            [("opportunity_id", "=", self.lead.id)],
            ["user_id"],
            ["__count", "kms_is_honored:sum", "kms_honor_rate:avg"],
        )
        self.assertEqual((count, honored, rate), (5, 2, 40))

    def test_own_team_all(self):
        event = self.event
        self.assertTrue(event.with_user(self.walker).has_access("write"))
        self.assertFalse(event.with_user(self.other).has_access("read"))
        self.assertTrue(event.with_user(self.manager).has_access("write"))
        found = self.env["calendar.event"].with_user(self.other).search([("id", "=", event.id)])
        self.assertFalse(found)
        self.lead.team_id.user_id = self.other
        self.assertTrue(event.with_user(self.other).has_access("read"))

    def test_invited_colleagues_and_other_meetings_are_as_in_core(self):
        self.event.partner_ids |= self.other.partner_id
        self.assertTrue(self.event.with_user(self.other).has_access("read"))
        plain = self._appointment(self.walker, opportunity_id=False)
        self.assertFalse(plain.kms_state)
        storekeeper = self._new_user("storekeeper")
        self.assertTrue(plain.with_user(storekeeper).has_access("read"))
        self.assertFalse(self.event.with_user(storekeeper).has_access("read"))
