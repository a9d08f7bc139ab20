import io
from unittest.mock import patch

from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sheets import PDF, SheetCase, at, utc

DUE = "2026-03-10 11:31:00"  # 12:31 in Douala


@tagged("post_install", "-at_install")
class TestSheet(SheetCase):
    def test_due_in_the_time_of_the_company(self):
        self.assertEqual(self.sheet.next_run, utc("2026-03-10 11:30"))
        with at("2026-03-10 08:00:00"):
            self.company.kms_timezone = "Europe/Paris"
            self.assertEqual(self.sheet.next_run, utc("2026-03-10 11:30"))
            self.company.kms_timezone = "Asia/Tokyo"
            self.assertEqual(self.sheet.next_run, utc("2026-03-11 03:30"))
            self.company.kms_timezone = "Europe/Paris"
        with at("2026-04-01 08:00:00"):
            self.sheet.write({"frequency": "monthly", "month_day": 31, "hour": 8})
            self.assertEqual(self.sheet.next_run, utc("2026-04-30 06:00"))

    def test_sent_once_a_day(self):
        for day, moment in ((3, 1), (10, 3)):
            for _count in range(moment):
                self._lead(f"2026-03-{day:02} 08:00:00")
        self._cron("2026-03-10 11:29:00")
        self.assertFalse(self._runs())
        for _time in range(3):
            self._cron(DUE)
        run = self._runs()
        self.assertEqual((len(run), run.state, run.sent_count), (1, "queued", 1))
        mail = run.mail_ids
        self.assertEqual(mail.email_to, self.manager.email_formatted)
        self.assertIn("Test leads", mail.body_html)
        self.assertIn("Test leads: 3", mail.body_html)
        self.assertIn("https://wa.me/?text=", mail.body_html)
        pdf, book = mail.attachment_ids.sorted("name", reverse=False).sorted(
            lambda attachment: attachment.mimetype != "application/pdf"
        )
        self.assertEqual(pdf.raw, PDF)
        rows = {
            row[0].value: row[1].value
            for row in load_workbook(io.BytesIO(book.raw)).worksheets[0].iter_rows()
        }
        self.assertEqual(rows["Test leads"], 3)
        # it has left: the outbox is emptied, the history stays
        mail.state = "sent"
        self._cron("2026-03-10 11:40:00")
        self.assertEqual(
            (run.state, bool(run.mail_ids.exists()), run.sent_count), ("done", False, 1)
        )
        self.assertFalse((pdf | book).exists())
        self.assertEqual(self.sheet.next_run, utc("2026-03-11 11:30"))

    def test_nothing_is_lost_while_the_server_is_off(self):
        self._cron("2026-03-13 09:00:00")
        self.assertEqual(self._runs().mapped("key"), ["2026-03-10", "2026-03-11", "2026-03-12"])
        self.sheet.next_run = utc("2025-12-01 00:00")
        self._cron("2026-05-20 09:00:00")
        self.assertEqual(len(self._runs()), 3 + 7)

    def test_one_a_day_in_the_database(self):
        self._cron(DUE)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._runs().copy()
        # moved to later on the same day: this day's has left
        with at("2026-03-10 12:00:00"):
            self.sheet.hour = 17.5
        self._cron("2026-03-10 16:31:00")
        self.assertEqual(len(self._runs()), 1)

    def test_all_of_it_or_nothing_and_again_later(self):
        self.sheet.user_ids |= self._new_user("management", "3")
        self.sheet.user_ids.filtered(lambda user: not user.email).email = "b@example.com"
        count = self.env["mail.mail"].search_count([])
        boards = type(self.env["kms.board"])
        calls = []

        def second_fails(_self, *args, **options):
            calls.append(args)
            if len(calls) % 2 == 0:
                raise UserError("No paper")
            return PDF

        with patch.object(boards, "_kms_pdf", second_fails):
            for minute in (31, 36, 51):
                self._cron(f"2026-03-10 11:{minute}:30")
            # no new try before its time
            self._cron("2026-03-10 11:52:00")
        run = self._runs()
        self.assertEqual((run.state, run.tries, run.error), ("pending", 3, "No paper"))
        self.assertEqual(self.env["mail.mail"].search_count([]), count)
        self._cron("2026-03-10 12:55:00")
        self.assertEqual((run.state, run.sent_count, run.error), ("queued", 2, False))

    def test_given_up_and_told(self):
        with patch.object(type(self.env["kms.sheet"]), "_kms_send", side_effect=ValueError("x")):
            for hour in (12, 13, 14, 16, 21):
                self._cron(f"2026-03-10 {hour}:31:00")
        run = self._runs()
        self.assertEqual((run.state, run.tries), ("failed", 5))
        self.assertEqual(len(self.sheet.activity_ids), 1)
        with at("2026-03-10 22:00:00"):
            run.with_user(self.manager).action_retry()
        self._cron("2026-03-10 22:01:00")
        self.assertEqual(run.state, "queued")

    def test_an_e_mail_that_does_not_leave(self):
        self._cron(DUE)
        run = self._runs()
        mail = run.mail_ids
        for minute in (37, 43, 59):
            mail.write({"state": "exception", "failure_reason": "Connection refused"})
            self._cron(f"2026-03-10 11:{minute}:00")
            self.assertEqual((run.state, mail.state), ("queued", "outgoing"))
        self.assertEqual((run.tries, run.error), (3, "Connection refused"))
        mail.state = "sent"
        self._cron("2026-03-10 13:00:00")
        self.assertEqual((run.state, run.error), ("done", False))

    def test_sent_by_hand_once(self):
        preview = self.env["kms.sheet.preview"].with_user(self.manager)
        preview = preview.create({"sheet_id": self.sheet.id, "date": "2026-03-10"})
        self.assertIn("Test leads", preview.body)
        self.assertLessEqual(len(preview.digest), 700)
        self.assertIn("%2AFlash%2A", preview.action_whatsapp()["url"])
        with at("2026-03-10 08:00:00"):
            for _press in range(2):
                preview.action_send()
        self.assertEqual(len(self._runs()), 1)
        self._cron(DUE)
        self.assertEqual(set(self._runs().mapped("state")), {"queued"})
        self.assertEqual(len(self._runs()), 2)

    def test_nothing_due_costs_nothing(self):
        self._cron("2026-03-10 08:00:00")
        with at("2026-03-10 08:05:00"), self.assertQueryCount(3):
            self.env["kms.sheet"]._cron_send()

    def test_bad_settings(self):
        for values in ({"hour": 24}, {"hour": -1}, {"month_day": 0}, {"month_day": 99}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.sheet.write(values)
                self.env.flush_all()
        for emails in ("x", "a@example.com, nobody", "a@example.com;b"):
            with self.subTest(emails=emails), self.assertRaises(ValidationError):
                self.sheet.emails = emails

    def test_names_are_text(self):
        self.sheet.name = "<script>alert(1)</script> *x*\nBcc: y"
        self.board.widget_ids[0].name = "<img src=x onerror=alert(1)>"
        self._cron(DUE)
        mail = self._runs().mail_ids
        self.assertNotIn("<script", mail.body_html)
        self.assertNotIn("<img", mail.body_html)
        self.assertTrue(mail.attachment_ids)

    def test_one_sheet_does_not_stop_the_others(self):
        other = self.sheet.copy({"name": "Other", "user_ids": [(6, 0, self.manager.ids)]})
        other.next_run = self.sheet.next_run
        send = type(self.env["kms.sheet"])._kms_send

        def fail(sheet, day):
            if sheet.id == self.sheet.id:
                raise ValueError("x")
            return send(sheet, day)

        with patch.object(type(self.env["kms.sheet"]), "_kms_send", fail):
            self._cron(DUE)
        self.assertEqual((self._runs().state, other.run_ids.state), ("pending", "queued"))
