from datetime import timedelta

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import HotelCase


@tagged("post_install", "-at_install")
class TestGuard(HotelCase):
    """A room is never given twice, however it is written."""

    def assertTaken(self, function):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            function()
        self.assertIn("is taken between", str(caught.exception))

    def test_create(self):
        self.book(1, 4)
        self.assertTaken(lambda: self.book(3, 5))
        self.assertTaken(lambda: self.book(0, 2))
        self.assertTaken(lambda: self.book(2, 3))
        self.book(4, 5)
        self.book(0, 1)
        self.book(1, 4, room=1)

    def test_write_dates_and_room(self):
        self.book(1, 4)
        other = self.book(5, 6)
        self.assertTaken(lambda: other.write({"checkin": self.day(3)}))
        other.invalidate_recordset()
        third = self.book(2, 3, room=1)
        self.assertTaken(lambda: third.write({"room_id": self.rooms[0].id}))

    def test_write_state(self):
        first = self.book(1, 4)
        first.action_cancel()
        self.assertFalse(first.night_ids)
        second = self.book(1, 4)
        self.assertTaken(lambda: first.write({"state": "confirmed"}))
        second.action_cancel()
        first.write({"state": "confirmed"})
        self.assertEqual(len(first.night_ids), 3)

    def test_waiting_list_holds_nothing(self):
        self.book(1, 4)
        waiting = self.book(1, 4, waiting=True)
        self.assertFalse(waiting.night_ids)
        self.assertTaken(lambda: waiting.write({"waiting": False}))
        with self.assertRaises(ValidationError):
            waiting.write({"state": "confirmed"})

    def test_import(self):
        self.book(1, 4)
        names = ["partner_id/.id", "room_id/.id", "checkin", "checkout"]
        row = [str(self.partner.id), str(self.rooms[0].id), self.day(2), self.day(3)]
        result = self.env["kms.reservation"].load(names, [row])
        self.assertFalse(result["ids"])
        self.assertIn("is taken between", result["messages"][0]["message"])
        row[1] = str(self.rooms[1].id)
        result = self.env["kms.reservation"].load(names, [row])
        self.assertEqual(len(result["ids"]), 1)

    def test_database(self):
        """The table itself refuses, without any code of the addon."""
        stay = self.book(1, 3)
        night = stay.night_ids[0]
        copy = SQL(
            """
            INSERT INTO kms_reservation_night
                   (kind, reservation_id, room_id, company_id, date, date_start, date_stop)
            SELECT kind, reservation_id, room_id, company_id, date + %s, date_start, date_stop
              FROM kms_reservation_night WHERE id = %s
            """,
            5,
            night.id,
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            self.env.execute_query(SQL("%s RETURNING id", copy))
        later = SQL(
            """
            INSERT INTO kms_reservation_night
                   (kind, reservation_id, room_id, company_id, date, date_start, date_stop)
            SELECT kind, reservation_id, room_id, company_id, date, date_start + interval '1 year',
                   date_stop + interval '1 year'
              FROM kms_reservation_night WHERE id = %s RETURNING id
            """,
            night.id,
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env.execute_query(later)

    def test_out_of_order(self):
        closure = (
            self.env["kms.room.closure"]
            .with_user(self.concierge)
            .create(
                {
                    "room_id": self.rooms[0].id,
                    "date_from": self.day(2),
                    "date_to": self.day(3),
                    "reason": "Paint",
                }
            )
        )
        self.assertTaken(lambda: self.book(1, 4))
        self.book(4, 5)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            closure.date_to = self.day(4)
        closure.invalidate_recordset()
        closure.unlink()
        self.book(1, 4)

    def test_day_use(self):
        self.book(1, 3)
        at = self.company._kms_moment
        day = self.today + timedelta(days=1)
        before = self.book(stay="hour", checkin=at(day, 9), checkout=at(day, 12.5))
        self.assertEqual(before.night_ids.quantity, 4)
        self.assertEqual(before.amount_stay, 20000)
        self.assertEqual(before.night_count, 0)
        self.assertTaken(lambda: self.book(stay="hour", checkin=at(day, 12), checkout=at(day, 13)))
        # between two nights of one stay the room is not empty
        middle = day + timedelta(days=1)
        self.assertTaken(
            lambda: self.book(stay="hour", checkin=at(middle, 12.5), checkout=at(middle, 13.5))
        )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.book(8, 9, stay="hour")

    def test_sentences(self):
        def refused(part, *days, **values):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                self.book(*days, **values)
            self.assertIn(part, str(caught.exception))

        refused("after the arrival", 3, 1)
        refused("after the arrival", 3, 3)
        refused("365 nights at most", 1, 10001)
        refused("in the past", -2, 1)
        refused("one adult at least", 1, 2, adults=0)
        refused("takes 2 guests at most", 1, 2, adults=2, children=1)
        refused("no date", 1, 2, checkin="tomorrow")
        refused("no date", 1, 2, checkin="2026-13-45")
        stay = self.book(1, 2)
        for state in ("checked_out", "nonsense"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                stay.write({"state": state})
        stay.invalidate_recordset()
        with self.assertRaises(UserError):
            stay.action_check_in()

    def test_type_alone_takes_a_free_room(self):
        self.book(1, 3)
        stay = self.book(1, 3, room_id=False, room_type_id=self.type.id)
        self.assertEqual(stay.room_id, self.rooms[1])
        with self.assertRaises(ValidationError):
            self.book(1, 3, room_id=False)

    def test_minimum_stay(self):
        self.env["kms.hotel.rate"].create({"name": "Fair", "min_stay": 3})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.book(1, 3)
        self.book(1, 4)

    def test_free_rooms(self):
        def names(*days, **values):
            rooms = self.env["kms.room"].with_user(self.concierge)
            found = rooms.search_free(*(self.day(day) for day in days), **values)
            return {room["name"] for room in found if room["id"] in self.rooms.ids}

        self.book(1, 4)
        self.assertEqual(names(1, 2), {"T1", "T2", "S1"})
        self.assertEqual(names(4, 5), {"T0", "T1", "T2", "S1"})
        self.assertEqual(names(0, 9, guests=3), {"S1"})
        self.assertEqual(names(3, 9, room_type_id=self.type.id), {"T1", "T2"})
        self.env["kms.room.closure"].create(
            {
                "room_id": self.rooms[1].id,
                "date_from": self.day(-90),
                "date_to": self.day(90),
                "reason": "Works",
            }
        )
        self.assertEqual(names(1, 2), {"T2", "S1"})
        with self.assertRaises(UserError):
            names(2, 2)

    def test_option_frees_itself(self):
        stay = self.book(1, 3)
        kept = self.book(1, 3, room=1)
        past = fields.Datetime.now() - timedelta(minutes=1)
        stay.option_until = past
        self.run_cron("_cron_free_options")
        self.assertEqual((stay.state, kept.state), ("cancelled", "pending"))
        self.assertFalse(stay.night_ids)

    def test_identity_is_erased(self):
        stay = self.book(1, 3)
        guest = self.env["kms.reservation.guest"].create(
            {"reservation_id": stay.id, "name": "Mrs Ngo", "document_number": "123"}
        )
        self.run_cron("_cron_erase_identity")
        self.assertEqual(guest.document_number, "123")
        self.env.cr.execute(
            "UPDATE kms_reservation SET checkout = checkout - interval '400 days',"
            " checkin = checkin - interval '400 days' WHERE id = %s",
            [stay.id],
        )
        self.env.invalidate_all()
        self.run_cron("_cron_erase_identity")
        self.assertFalse(guest.document_number)
        self.assertTrue(guest.erased)
