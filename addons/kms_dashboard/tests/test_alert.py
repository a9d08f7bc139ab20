from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .sheets import SheetCase, at


@tagged("post_install", "-at_install")
class TestAlert(SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kms.alert"].search([]).active = False
        cls.alert = cls.env["kms.alert"].create(
            {
                "name": "Many leads",
                "company_id": cls.company.id,
                "metric_id": cls.leads.id,
                "comparison": "above",
                "threshold": 2,
                "period": "today",
                "user_ids": [(6, 0, (cls.manager | cls.seller).ids)],
            }
        )

    def _watch(self, moment):
        with at(moment):
            self.env["kms.alert"]._cron_watch()
            self.env.flush_all()

    def _told(self):
        return self.alert.activity_ids.mapped("user_id")

    def test_once_per_episode(self):
        leads = [self._lead("2026-03-10 08:00:00") for _count in range(2)]
        self._watch("2026-03-10 09:00:00")
        self.assertFalse(self.alert.fired)
        leads.append(self._lead("2026-03-10 08:00:00"))
        for minute in (0, 15, 30):
            self._watch(f"2026-03-10 10:{minute:02}:00")
        event = self.alert.event_ids
        self.assertEqual((len(event), event.value, event.closed_at), (1, 3.0, False))
        self.assertTrue(self.alert.fired)
        # the seller reads this figure for themselves only: it is not told to them
        self.assertEqual(self._told(), self.manager)
        messages = self.env["mail.message"].search(
            [("model", "=", "kms.alert"), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(len(messages.filtered(lambda m: m.res_id == self.alert.id)), 1)
        leads.pop().unlink()
        self._watch("2026-03-10 11:00:00")
        self.assertTrue(event.closed_at)
        self.assertFalse(self.alert.fired)
        self._lead("2026-03-10 08:00:00")
        self._watch("2026-03-10 12:00:00")
        self.assertEqual(len(self.alert.event_ids), 2)
        self.assertEqual(len(self.alert.activity_ids), 2)

    def test_quiet_at_night(self):
        for _count in range(3):
            self._lead("2026-03-10 20:00:00")
        self._watch("2026-03-10 20:30:00")  # 21:30 in Douala
        event = self.alert.event_ids
        self.assertEqual((len(event), event.told_at), (1, False))
        self.assertFalse(self._told())
        self.alert.period = "yesterday"
        self._watch("2026-03-11 05:59:00")
        self.assertFalse(self._told())
        self._watch("2026-03-11 06:00:00")
        self.assertEqual(self._told(), self.manager)

    def test_over_by_the_morning(self):
        leads = [self._lead("2026-03-10 20:00:00") for _count in range(3)]
        self._watch("2026-03-10 20:30:00")
        leads[0].unlink()
        self._watch("2026-03-10 21:00:00")
        self._watch("2026-03-11 08:00:00")
        self.assertFalse(self._told())
        self.assertTrue(self.alert.event_ids.closed_at)

    def test_change_in_percent(self):
        self.alert.write({"comparison": "drop", "threshold": 30, "period": "yesterday"})
        for day, count in ((8, 10), (9, 7), (10, 4)):
            for _count in range(count):
                self._lead(f"2026-03-{day:02} 08:00:00")
        self._watch("2026-03-10 09:00:00")  # 7 after 10: exactly 30 %
        self.assertFalse(self.alert.event_ids)
        self._watch("2026-03-11 09:00:00")  # 4 after 7
        self.assertEqual((self.alert.event_ids.value, self.alert.event_ids.previous), (4, 7))
        # nothing before: a change cannot be told, and closes nothing
        self._watch("2026-04-20 09:00:00")
        self.assertFalse(self.alert.event_ids.closed_at)

    def test_channel_and_hour(self):
        self.alert.write({"kms_channel": "field", "threshold": 0, "hour": 17.5})
        self._lead("2026-03-10 08:00:00", "showroom")
        self._watch("2026-03-10 17:00:00")
        self.assertFalse(self.alert.event_ids)
        self._lead("2026-03-10 08:00:00", "field")
        self._watch("2026-03-10 16:29:00")
        self.assertFalse(self.alert.event_ids)
        self._watch("2026-03-10 16:30:00")
        self.assertTrue(self.alert.event_ids)

    def test_one_open_episode_in_the_database(self):
        values = {"alert_id": self.alert.id, "date": "2026-03-10", "value": 1}
        self.env["kms.alert.event"].create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["kms.alert.event"].create(values)

    def test_no_sense(self):
        for values in (
            {"comparison": "drop", "threshold": 0},
            {"comparison": "gain", "threshold": -5},
            {"comparison": "drop", "threshold": 5, "metric_id": self.open_now.id},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.alert.write(values)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.alert.with_user(self.seller).read(["threshold"])
        with self.assertRaises(AccessError):
            self.alert.with_user(self.colleague).action_check()
        self.alert.with_user(self.manager).action_check()
        # a figure that even the manager does not read
        self.leads.group_ids = self.env.ref("base.group_system")
        with self.assertRaises(AccessError):
            self.alert.with_user(self.manager).read(["threshold"])
        with self.assertRaises(ValidationError):
            self.env["kms.alert"].with_user(self.manager).create(
                {"name": "x", "metric_id": self.leads.id, "threshold": 1}
            )

    def test_a_bad_alert_does_not_stop_the_others(self):
        good = self.alert.copy({"name": "Good", "user_ids": [(6, 0, self.manager.ids)]})
        for _count in range(3):
            self._lead("2026-03-10 08:00:00")
        broken = self.alert
        broken.company_id.kms_quiet_from = 20
        self.env.flush_all()
        self.env.cr.execute("UPDATE kms_alert SET period = 'never' WHERE id = %s", (broken.id,))
        broken.invalidate_recordset()
        self._watch("2026-03-10 09:00:00")
        self.assertTrue(good.fired)
        self.assertFalse(broken.fired)
        self.assertTrue(broken.checked_at)
        self.assertTrue(broken.error)
        self.assertFalse(good.error)
