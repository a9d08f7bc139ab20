from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import SchoolCase


class TestSeats(SchoolCase):
    def test_full_then_waiting(self):
        session = self.make_session(seats=2)
        students = [self.enroll(session, f"S{number}") for number in range(4)]
        self.assertEqual(
            [student.state for student in students],
            ["enrolled", "enrolled", "waiting", "waiting"],
        )
        self.assertEqual([student.seat_number for student in students], [1, 2, 0, 0])
        self.assertEqual(
            (session.enrolled_count, session.waiting_count, session.seats_free), (2, 2, 0)
        )
        self.assertFalse(students[2].sale_id)
        self.assertFalse(students[2].registration_id)

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        session = self.make_session(seats=2)
        other = self.make_session(seats=2)
        student, second = self.enroll(session, "A"), self.enroll(session, "B")
        third = self.make_student(session, "C").sudo()
        for seat in (student.sudo().seat_id, other.seat_ids[0]):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                third.write({"state": "enrolled", "seat_id": seat.id})
                third.flush_recordset()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            third.write({"state": "enrolled"})
            third.flush_recordset()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            second.sudo().write({"state": "dropped"})
            second.flush_recordset()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_student(session, partner_id=student.partner_id.id)

    def test_no_client_writes_a_seat(self):
        session = self.make_session(seats=1)
        student = self.make_student(session)
        for values in (
            {"state": "enrolled"},
            {"seat_id": session.seat_ids.id},
            {"sale_id": False},
            {"session_id": self.make_session().id},
        ):
            with self.assertRaises(AccessError):
                student.write(values)
        with self.assertRaises(AccessError):
            self.make_student(session, state="enrolled")
        drafted = student.with_context(default_state="enrolled").copy(
            {"partner_id": self.make_partner().id}
        )
        self.assertEqual(drafted.state, "draft")

    def test_freed_seat_is_offered(self):
        session = self.make_session(seats=1)
        first, second, third = (self.enroll(session, name) for name in "ABC")
        second.partner_id.email = "b@example.com"
        self.company.kms_offer_hours = 24
        self.change(first, "drop")
        self.assertEqual(second.state, "offered")
        self.assertAlmostEqual(
            second.offer_deadline,
            fields.Datetime.now() + timedelta(hours=24),
            delta=timedelta(minutes=1),
        )
        self.assertEqual(third.state, "waiting")
        mail = self.env["mail.mail"].search([("email_to", "ilike", "b@example.com")])
        self.assertEqual(len(mail), 1)
        self.assertEqual(len(second.activity_ids), 1)
        second.action_enroll()
        self.assertEqual((second.state, second.seat_number), ("enrolled", 1))
        self.assertEqual(second.amount_due, 100_000)
        self.assertFalse(second.activity_ids)

    def test_expired_offer_goes_to_the_next(self):
        session = self.make_session(seats=1)
        first, second, third = (self.enroll(session, name) for name in "ABC")
        self.change(first, "drop")
        self.run_cron("kms.enrollment", "_cron_offers")
        self.assertEqual(second.state, "offered", "the deadline is ahead")
        second.sudo().offer_deadline = fields.Datetime.now() - timedelta(minutes=1)
        self.run_cron("kms.enrollment", "_cron_offers")
        self.assertEqual((second.state, third.state), ("cancelled", "offered"))
        with self.assertRaises(UserError):
            second.action_enroll()

    def test_one_seat_that_cannot_be_taken_back_stops_no_other(self):
        sessions = [self.make_session(seats=1) for _ in range(2)]
        offered = []
        for session in sessions:
            first, second = (self.enroll(session, f"{name} {session.id}") for name in "AB")
            self.change(first, "drop")
            second.sudo().offer_deadline = fields.Datetime.now() - timedelta(minutes=1)
            offered.append(second)
        bad, good = offered
        expire = type(bad)._expire_offer

        def expired(enrollment):
            if enrollment == bad:
                raise KeyError("no such thing")
            return expire(enrollment)

        with (
            patch.object(type(bad), "_expire_offer", expired),
            mute_logger("odoo.addons.kms_formation.models.kms_enrollment_seat"),
        ):
            self.run_cron("kms.enrollment", "_cron_offers")
        self.assertEqual((bad.state, good.state), ("offered", "cancelled"))

    def test_more_seats_are_offered(self):
        session = self.make_session(seats=1)
        _first, second, third = (self.enroll(session, name) for name in "ABC")
        session.seats_max = 2
        self.assertEqual((second.state, third.state), ("offered", "waiting"))
        session.sudo().event_id.seats_max = 3
        self.assertEqual(third.state, "offered")

    def test_fewer_seats(self):
        session = self.make_session(seats=5)
        students = [self.enroll(session, f"S{number}") for number in range(3)]
        self.change(students[0], "drop")
        session.seats_max = 2
        self.assertEqual(len(session.seat_ids), 2)
        self.assertEqual(sorted(student.seat_number for student in students[1:]), [1, 2])
        with self.assertRaises(UserError):
            session.seats_max = 1
        for wrong in (0, -1, 1001):
            with self.assertRaises(UserError):
                session.seats_max = wrong

    def test_cancelled_session_takes_nobody(self):
        session = self.make_session()
        session.sudo().state = "done"
        student = self.make_student(session)
        with self.assertRaises(UserError):
            student.action_enroll()

    def test_badge(self):
        student = self.enroll(self.make_session())
        self.assertTrue(student.barcode)
        self.assertEqual(student.registration_id.state, "open")
        self.assertEqual(student.registration_id.event_id, student.session_id.event_id)

    def test_discount_needs_a_reason(self):
        session = self.make_session()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.make_student(session, discount_percent=20)
            self.env.flush_all()
