import threading
from datetime import UTC, date, datetime

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..demo.clock import at, telling

THEN = datetime(2026, 3, 2, 23, 30)  # noqa: DTZ001 UTC without a zone, as the ORM stores it


@tagged("post_install", "-at_install")
class TestClock(TransactionCase):
    def test_models_live_on_the_day_of_the_story(self):
        before = fields.Datetime.now()
        with telling():
            with at(self.env, THEN):
                partner = self.env["res.partner"].create({"name": "Yesterday's customer"})
                payment = self.env["account.payment"].new({})
                self.assertEqual(fields.Datetime.now(), THEN)
                self.assertEqual(fields.Date.today(), THEN.date())
                self.assertEqual(payment.date, THEN.date(), "defaults bound at load follow too")
            self.assertGreaterEqual(fields.Datetime.now(), before, "then time is real again")
        self.assertEqual(partner.create_date, THEN)

    def test_the_company_has_its_own_day(self):
        self.env.company.partner_id.tz = "Africa/Douala"
        douala = self.env["res.users"].with_context(tz="Africa/Douala")
        with telling(), at(self.env, THEN):
            self.assertEqual(fields.Date.context_today(douala), date(2026, 3, 3))

    def test_values_stay_plain(self):
        with telling(), at(self.env, THEN):
            self.assertIs(type(fields.Datetime.now()), datetime)
            self.assertIs(type(fields.Datetime.to_datetime("2026-03-02 10:00:00")), datetime)
            self.assertIs(type(fields.Date.to_date("2026-03-02")), date)
            self.assertEqual(fields.Date.to_string(date(2026, 3, 2)), "2026-03-02")

    def test_other_threads_keep_their_time(self):
        seen = []
        with telling(), at(self.env, THEN):
            other = threading.Thread(target=lambda: seen.append(fields.Datetime.now()))
            other.start()
            other.join()
        age = datetime.now(UTC).replace(tzinfo=None) - seen[0]
        self.assertLess(abs(age.total_seconds()), 60)

    def test_time_comes_back_after_an_error(self):
        with self.assertRaisesRegex(ValueError, "stop"), telling(), at(self.env, THEN):
            raise ValueError("stop")
        self.assertNotEqual(fields.Datetime.now(), THEN)
