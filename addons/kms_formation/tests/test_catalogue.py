from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .common import SchoolCase


class TestCatalogue(SchoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trainer = cls.make_partner("Trainer")
        cls.room = cls.env["kms.classroom"].create({"name": "Workshop", "capacity": 8})

    def slot(self, session, day, start, end, **values):
        return (
            self.env["event.slot"]
            .with_user(self.secretary)
            .create(
                {
                    "event_id": session.event_id.id,
                    "date": session.date_begin.date() + timedelta(days=day),
                    "start_hour": start,
                    "end_hour": end,
                    **values,
                }
            )
        )

    def test_session_takes_from_course_and_room(self):
        self.course.trainer_id = self.trainer
        session = self.make_session(classroom_id=self.room.id)
        self.assertEqual(session.trainer_id, self.trainer)
        self.assertEqual(session.company_id, self.company)
        plain = (
            self.env["kms.course.session"]
            .with_user(self.secretary)
            .create(
                {
                    "course_id": self.course.id,
                    "classroom_id": self.room.id,
                    "date_begin": session.date_begin,
                    "date_end": session.date_end,
                }
            )
        )
        self.assertEqual((plain.name, plain.seats_max), ("Joinery", 8))
        self.assertEqual(len(plain.seat_ids), 8)
        self.assertFalse(plain.event_mail_ids)

    def test_never_in_two_places(self):
        first = self.make_session(trainer_id=self.trainer.id, classroom_id=self.room.id)
        second = self.make_session()
        slot = self.slot(first, 1, 8, 12)
        self.assertEqual((slot.kms_trainer_id, slot.kms_classroom_id), (self.trainer, self.room))
        # back to back is fine
        self.slot(second, 1, 12, 14, kms_trainer_id=self.trainer.id)
        for values in ({"kms_trainer_id": self.trainer.id}, {"kms_classroom_id": self.room.id}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.slot(second, 1, 11, 15, **values)
                self.env.flush_all()

    def test_cancelled_session_frees_trainer_and_room(self):
        first = self.make_session(trainer_id=self.trainer.id, classroom_id=self.room.id)
        self.slot(first, 1, 8, 12)
        first.sudo()._cancel("Too few", self.env["kms.course.session"])
        other = self.make_session(trainer_id=self.trainer.id, classroom_id=self.room.id)
        self.slot(other, 1, 8, 12)
        self.env.flush_all()

    def test_minimum_to_open(self):
        session = self.make_session(seats_min=2)
        self.enroll(session)
        with self.assertRaises(UserError):
            session.action_open()
        self.enroll(session)
        session.action_open()
        session.action_start()
        session.action_finish()
        self.assertEqual(session.state, "done")
        few = self.make_session(seats_min=2)
        marketing = self.make_user("school_marketing", "marketing")
        few.with_user(marketing).action_open()
        self.assertEqual(few.state, "open")

    def test_prerequisites(self):
        second = self.make_course("Joinery 2", "JO2", 1000, prerequisite_ids=self.course.ids)
        with self.assertRaises(ValidationError):
            self.course.prerequisite_ids = second
        session, later = self.make_session(), self.make_session(course=second)
        student = self.make_student(later)
        self.assertEqual(student.missing_prerequisite_ids, self.course)
        before = self.enroll(session, partner_id=student.partner_id.id)
        before.sudo()._complete()
        student.invalidate_recordset()
        self.assertFalse(student.missing_prerequisite_ids)

    def test_price_reaches_the_product(self):
        self.course.list_price = 120_000
        self.assertEqual(self.course.product_id.list_price, 120_000)
