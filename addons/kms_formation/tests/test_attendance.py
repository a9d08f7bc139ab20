import doctest
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..results import attendance
from .common_life import LifeCase


@tagged("post_install", "-at_install")
class TestAttendance(LifeCase):
    def lines(self, student=None):
        return self.env["kms.attendance"].search(
            [("enrollment_id", "=", (student or self.student).id)]
        )

    def test_calculation(self):
        self.assertFalse(doctest.testmod(attendance).failed)

    def test_rate_is_of_hours(self):
        # 16 h held, 4 + 3.5 + 0 + 4 attended
        self.call_roll(self.student, "present", "late", "absent", "present")
        self.assertEqual(self.student.hours_held, 16)
        self.assertEqual(self.student.hours_attended, 11.5)
        self.assertEqual(self.student.attendance_rate, 71.9)

    def test_excused_hours_are_not_held_unless_the_house_says_so(self):
        self.call_roll(self.student, "present", "excused", "excused", "present")
        self.assertEqual(self.student.attendance_rate, 100)
        self.company.kms_excused_counts = True
        self.student.invalidate_recordset()
        self.assertEqual(self.student.attendance_rate, 50)

    def test_nobody_called_is_no_attendance(self):
        self.assertEqual(self.student.attendance_rate, 0)
        self.assertEqual(self.student.classes_unmarked, 4)
        self.tap(self.slots[0], self.student, "present")
        self.student.invalidate_recordset()
        self.assertEqual(self.student.classes_unmarked, 3)
        self.make_slots(self.session, 3)
        self.student.invalidate_recordset()
        self.assertEqual((self.student.classes_open, self.student.classes_unmarked), (1, 3))

    def test_the_same_call_ten_times_counts_once(self):
        call = {
            "uuid": self.next_uuid(),
            "slot_id": self.slots[0].id,
            "marks": [{"enrollment_id": self.student.id, "state": "present"}],
        }
        screen = self.screen("attendance")
        for _time in range(10):
            answer = screen.mark(call)
        self.assertEqual(
            answer,
            {"slot_id": self.slots[0].id, "marks": {self.student.id: self.mark("present")}},
        )
        self.tap(self.slots[0], self.student, "absent")
        # the first call comes once more: it is over
        self.assertEqual(screen.mark(call)["marks"], {self.student.id: self.mark("absent")})
        self.assertEqual(len(self.lines()), 1)

    def mark(self, state, minutes=0):
        return {"state": state, "minutes": minutes}

    def test_an_older_tap_of_the_same_screen_does_not_undo_a_newer_one(self):
        now = fields.Datetime.now()
        moments = [(now - timedelta(minutes=count)).isoformat() + "Z" for count in (5, 9)]
        device = {"device": "a" * 16}
        self.tap(self.slots[0], self.student, "late", 10, date=moments[0], **device)
        self.tap(self.slots[0], self.student, "absent", date=moments[1], **device)
        self.assertEqual(self.lines().state, "late")
        # another screen, whose clock may be anything, corrects it
        self.tap(self.slots[0], self.student, "excused", date=moments[1], device="b" * 16)
        self.assertEqual((self.lines().state, self.lines().minutes_late), ("excused", 0))

    def test_a_clock_ahead_of_time_does_not_lock_the_roll(self):
        device = {"device": "a" * 16}
        self.tap(self.slots[0], self.student, "absent", date="2999-01-01T00:00:00Z", **device)
        self.assertLessEqual(self.lines().client_date, fields.Datetime.now())
        self.tap(self.slots[0], self.student, "present", **device)
        self.assertEqual(self.lines().state, "present")

    def test_all_others_in_one_call(self):
        marks = [
            {"enrollment_id": one.id, "state": "present"} for one in (self.student, self.other)
        ]
        call = {"uuid": self.next_uuid(), "slot_id": self.slots[0].id, "marks": marks}
        self.screen("attendance").mark(call)
        self.assertEqual(self.lines(self.other).state, "present")
        self.assertEqual(self.lines().marked_by_id, self.secretary)

    def test_one_line_for_student_and_class(self):
        self.tap(self.slots[0], self.student, "present")
        values = {
            "enrollment_id": self.student.id,
            "slot_id": self.slots[0].id,
            "state": "absent",
        }
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["kms.attendance"].create(values)

    def test_a_class_of_another_session_or_of_tomorrow_is_refused(self):
        session = self.make_session(first=-10, days=20)
        [strange] = self.make_slots(session, -1, start=14, end=16)
        with self.assertRaisesRegex(ValidationError, "not in the session"):
            self.tap(strange, self.student, "present")
        [tomorrow] = self.make_slots(self.session, 1)
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self.tap(tomorrow, self.student, "present")
        self.assertFalse(self.lines())

    def test_who_waits_is_not_on_the_list_who_left_is_believed_late(self):
        draft = self.make_student(self.session, "Mr Draft")
        with self.assertRaisesRegex(UserError, "not on the list"):
            self.tap(self.slots[0], draft, "present")
        # tapped this morning without a network, dropped out at noon, sent in the evening
        self.student.sudo().write({"state": "dropped", "seat_id": False})
        self.tap(self.slots[0], self.student, "present")
        self.assertEqual(self.lines().state, "present")

    def test_hostile_input_is_a_sentence(self):
        good = {"enrollment_id": self.student.id, "state": "present"}
        calls = [
            None,
            {"uuid": "x"},
            {"uuid": self.next_uuid(), "marks": [good]},
            *(
                {"uuid": self.next_uuid(), "slot_id": self.slots[0].id, "marks": marks}
                for marks in (
                    None,
                    [],
                    [None],
                    [good] * 2000,
                    [{**good, "state": "here'; DROP TABLE kms_attendance; --"}],
                    [{**good, "state": ["present"]}],
                    [{**good, "state": "late", "minutes": -5}],
                    [{**good, "state": "late", "minutes": 10**9}],
                    [{**good, "state": "late", "minutes": "10"}],
                    [{**good, "enrollment_id": 2**40}],
                    [{**good, "enrollment_id": "1"}],
                )
            ),
            {"uuid": self.next_uuid(), "slot_id": 2**40, "marks": [good]},
        ]
        for call in calls:
            with self.subTest(call=str(call)[:80]), self.assertRaises(UserError):
                self.screen("attendance").mark(call)
        self.assertFalse(self.lines())
        for date in ("yesterday", 42, None, "0001-01-01T00:00:00+14:00", "x" * 10000):
            self.tap(self.slots[0], self.student, "present", date=date, device={"a": 1})
        self.assertEqual(len(self.lines()), 1)

    def test_who_may(self):
        self.assertIn("slots", self.screen("attendance", self.manager).load())
        with self.assertRaises(AccessError):
            self.tap(self.slots[0], self.student, "present", user=self.cashier)
        with self.assertRaises(AccessError):
            self.screen("attendance", self.cashier).load()
        self.tap(self.slots[0], self.student, "present")
        with self.assertRaises(AccessError):
            self.lines().with_user(self.secretary).write({"client_date": "2020-01-01"})

    def test_another_company_sees_nothing(self):
        self.tap(self.slots[0], self.student, "present")
        company = self.env["res.company"].create({"name": "Other school"})
        stranger = self.make_user("school_stranger", "training", company)
        for name in ("kms.attendance", "kms.assessment", "kms.mark", "kms.certificate"):
            self.assertFalse(self.env[name].with_user(stranger).search([]), name)
        with self.assertRaises(UserError):
            self.tap(self.slots[0], self.student, "absent", user=stranger)
        with self.assertRaises(UserError):
            self.screen("attendance", stranger).load(self.session.id)

    def test_screen_of_today_and_of_a_session(self):
        self.assertFalse(self.screen("attendance").load()["slots"])
        [today] = self.make_slots(self.session, 0)
        data = self.screen("attendance").load()
        self.assertEqual([slot["id"] for slot in data["slots"]], [today.id])
        names = [row["name"] for row in data["students"][self.session.id]]
        self.assertEqual(names, ["Mr Abena", "Mrs Ngo"])
        data = self.screen("attendance").load(self.session.id)
        self.assertEqual([slot["id"] for slot in data["slots"]], [today.id, *self.slots[::-1].ids])

    def test_who_owes_is_shown_in_red(self):
        self.make_slots(self.session, 0)
        self.student.sudo()._suspend("Sick for long")
        rows = self.screen("attendance").load()["students"][self.session.id]
        self.assertEqual(
            {row["name"]: row["refusal"] for row in rows},
            {"Mr Abena": "", "Mrs Ngo": "Suspended: may not enter."},
        )
        invoice = self.other.invoice_ids
        terms = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        terms.sudo().date_maturity = self.today - timedelta(days=60)
        self.env.flush_all()
        self.other.invalidate_recordset()
        rows = self.screen("attendance").load()["students"][self.session.id]
        self.assertEqual(rows[0]["refusal"], "Fees overdue: may not enter.")

    def test_queries_do_not_grow_with_the_class(self):
        [today] = self.make_slots(self.session, 0)
        counts = []
        for seats in (2, 20):
            self.session.seats_max = 40
            for number in range(seats):
                self.enroll(self.session, f"Student {seats} {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            data = self.screen("attendance").load()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(data["students"][self.session.id]), 24)
        self.assertLessEqual(counts[1], counts[0] + 2)
        self.assertTrue(today)
