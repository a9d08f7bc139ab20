import doctest

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..results import marks
from .common_life import LifeCase


@tagged("post_install", "-at_install")
class TestMarks(LifeCase):
    def test_calculation(self):
        self.assertFalse(doctest.testmod(marks).failed)

    def test_average_is_weighted_and_out_of_twenty(self):
        piece = self.make_assessment("Piece", weight=3, best=20)
        test = self.make_assessment("Test", weight=1, best=40)
        answer = self.give(piece, self.student, "12,5")
        self.assertEqual((answer["average"], answer["missing"]), (12.5, 1))
        answer = self.give(test, self.student, "30")
        # (12.5 * 3 + 15 * 1) / 4 = 13.125
        self.assertEqual((answer["average"], answer["missing"]), (13.13, 0))
        self.assertEqual(self.student.average, 13.13)

    def test_absent_counts_as_nothing_got_and_an_empty_cell_as_not_marked(self):
        one, two = self.make_assessment("One"), self.make_assessment("Two")
        self.give(one, self.student, "16")
        answer = self.give(two, self.student, "abs")
        self.assertEqual(answer["mark"], {"value": 0, "absent": True})
        self.assertEqual(answer["average"], 8)
        answer = self.give(two, self.student, " ")
        self.assertEqual((answer["mark"], answer["average"], answer["missing"]), (False, 16, 1))

    def test_the_same_mark_again_changes_nothing(self):
        test = self.make_assessment()
        for _time in range(3):
            self.give(test, self.student, "11")
        self.assertEqual(test.mark_count, 1)

    def test_nonsense_is_a_sentence(self):
        test = self.make_assessment()
        for text in ("21", "-1", "1e1", "nan", "inf", "douze", "1'; --", "9" * 300, "٣"):
            with self.subTest(text=text[:20]), self.assertRaisesRegex(UserError, "0 to 20"):
                self.give(test, self.student, text)
        for values in (None, {}, {"assessment_id": "1"}, {"assessment_id": 2**40}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.screen("mark").save(values)
        self.assertFalse(test.mark_ids)

    def test_the_database_keeps_marks_possible(self):
        test = self.make_assessment()
        self.give(test, self.student, "18")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            test.mark_ids.value = 25
            self.env.flush_all()
        self.env.invalidate_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            test.max_mark = 15
            self.env.flush_all()

    def test_a_student_of_another_session_has_no_mark_here(self):
        stranger = self.enroll(self.make_session(first=-10, days=20), "Mrs Kalla")
        with self.assertRaisesRegex(ValidationError, "not in the session"):
            self.give(self.make_assessment(), stranger, "12")

    def test_grid(self):
        test = self.make_assessment("Test", best=40)
        self.give(test, self.student, "30")
        data = self.screen("mark").load(self.session.id)
        self.assertEqual(data["assessments"][0]["max"], 40)
        self.assertEqual([row["name"] for row in data["students"]], ["Mr Abena", "Mrs Ngo"])
        row = data["students"][1]
        self.assertEqual(row["marks"], {test.id: {"value": 30, "absent": False}})
        self.assertEqual((row["average"], row["graded"]), (15, True))
        self.assertFalse(data["students"][0]["graded"])
        with self.assertRaises(UserError):
            self.screen("mark").load(False)

    def test_who_may(self):
        test = self.make_assessment()
        with self.assertRaises(AccessError):
            self.give(test, self.student, "12", user=self.cashier)
        with self.assertRaises(AccessError):
            self.screen("mark", self.cashier).load(self.session.id)
