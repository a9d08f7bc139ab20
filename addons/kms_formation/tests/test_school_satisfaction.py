from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_life import LifeCase


@tagged("post_install", "-at_install")
class TestSchoolSatisfaction(LifeCase):
    def test_only_who_sat_in_the_course_rates_it(self):
        with self.assertRaisesRegex(UserError, "attended"):
            self.student._kms_get_satisfaction()
        self.tap(self.slots[0], self.student, "present")
        self.student.invalidate_recordset()
        survey = self.student._kms_get_satisfaction()
        self.assertEqual((survey.service, survey.kms_channel), ("course", "training"))
        survey._kms_answer(4, "Good teacher", "link")
        self.assertEqual(self.student.kms_rating, 4)
        self.assertIn(survey, self.env["kms.satisfaction"].with_user(self.secretary).search([]))

    def test_the_tablet_offers_the_students_of_a_course_that_ends_today(self):
        desk = self.env["kms.satisfaction.desk"].with_user(self.secretary)
        mine = [self.student.id, self.other.id]

        def offered():
            rows = desk.load()["documents"]
            return [row["id"] for row in rows if row["model"] == "kms.enrollment"]

        self.assertFalse(set(mine) & set(offered()))
        self.session.date_end = fields.Datetime.now() + timedelta(seconds=1)
        self.assertEqual(set(mine) & set(offered()), set(mine))
        self.tap(self.slots[0], self.student, "present")
        desk.answer({"model": "kms.enrollment", "id": self.student.id, "rating": 5})
        self.assertEqual(set(mine) & set(offered()), {self.other.id})
