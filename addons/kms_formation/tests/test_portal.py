from odoo.tests import HttpCase, new_test_user, tagged

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestPortal(SchoolCase, HttpCase):
    """The student reads schedule, fees and papers; nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.student, cls.other = (
            new_test_user(cls.env, login=login, name=name, groups="base.group_portal")
            for login, name in (("test_student", "Mrs Abena"), ("test_other", "Mr Onana"))
        )
        session = cls.make_session()
        cls.enrollment, cls.foreign = (
            cls.env["kms.enrollment"]
            .with_user(cls.secretary)
            .create({"session_id": session.id, "partner_id": user.partner_id.id})
            for user in (cls.student, cls.other)
        )
        (cls.enrollment | cls.foreign).action_enroll()

    def setUp(self):
        super().setUp()
        self.payment = self.pay(self.enrollment, 40_000)
        self.authenticate("test_student", "test_student")

    def test_a_student_reads_what_is_paid_and_due(self):
        self.assertIn("Joinery", self.url_open("/my/courses").text)
        page = self.url_open(f"/my/courses/{self.enrollment.id}").text
        for amount in (100_000, 40_000, 60_000, 30_000):
            self.assertIn(f"{amount:,}", page)
        receipt = self.url_open(f"/my/courses/{self.enrollment.id}/receipt/{self.payment.id}")
        self.assertEqual(receipt.headers["Content-Type"], "application/pdf")

    def test_nobody_elses_papers(self):
        foreign = self.pay(self.foreign, 10_000)
        for address in (
            f"/my/courses/{self.foreign.id}",
            f"/my/courses/{self.foreign.id}/receipt/{foreign.id}",
            f"/my/courses/{self.enrollment.id}/receipt/{foreign.id}",
            f"/my/courses/{self.enrollment.id}/certificate/1",
            f"/my/courses/{2**40}",
        ):
            answer = self.url_open(address)
            self.assertTrue(answer.url.endswith("/my/courses"), address)
            self.assertNotIn("Onana", answer.text)

    def test_students_of_one_company_do_not_read_of_each_other(self):
        firm = self.env["res.partner"].create({"name": "Sponsor", "is_company": True})
        (self.student | self.other).partner_id.parent_id = firm
        page = self.url_open("/my/courses").text
        self.assertIn(f"/my/courses/{self.enrollment.id}", page)
        self.assertNotIn(f"/my/courses/{self.foreign.id}", page)
        # who signs in for the company reads of both
        self.student.partner_id.parent_id = False
        self.other.partner_id.parent_id = self.student.partner_id
        page = self.url_open("/my/courses").text
        self.assertIn(f"/my/courses/{self.foreign.id}", page)

    def test_enrolments_are_read_in_no_other_way(self):
        self.assertFalse(self.env["kms.enrollment"].with_user(self.student).has_access("read"))
