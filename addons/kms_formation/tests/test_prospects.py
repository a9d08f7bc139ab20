from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestProspects(TransactionCase):
    """From the first question about a course to the enrolment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secretary = new_test_user(
            cls.env, "school_prospects", groups="kms_base.role_training", name="Secretary"
        )
        cls.team = cls.env.ref("kms_base.team_training")
        cls.team.member_ids = cls.secretary
        cls.course = cls.env["kms.course"].create(
            {"name": "Joinery", "code": "TST-JOIN", "list_price": 150_000}
        )
        cls.sessions = cls.env["kms.course.session"]

    def _plan(self, days, **values):
        begin = fields.Datetime.now() + timedelta(days=days)
        return self.sessions.create(
            {
                "course_id": self.course.id,
                "date_begin": begin,
                "date_end": begin + timedelta(days=30),
                **values,
            }
        )

    def _prospect(self, **values):
        leads = self.env["crm.lead"].with_user(self.secretary)
        return leads.create(
            {
                "type": "opportunity",
                "kms_channel": "training",
                "contact_name": "Mr Fotso",
                "phone": "699 11 22 33",
                **(values or {"kms_course_id": self.course.id}),
            }
        )

    def test_a_course_is_known_by_its_fee(self):
        lead = self._prospect(kms_product_id=self.course.product_id.id)
        self.assertEqual(lead.kms_course_id, self.course)
        other = self._prospect()
        self.assertEqual(other.kms_product_id, self.course.product_id)

    def test_each_step_moves_the_prospect(self):
        self._plan(10)
        lead = self._prospect()
        self.assertEqual((lead.kms_step, lead.stage_id.team_ids), ("new", self.team))
        lead.action_kms_take_charge()
        self.assertEqual(lead.kms_step, "contacted")
        context = lead.action_kms_plan_meeting()["context"]
        values = {name.removeprefix("default_"): value for name, value in context.items()}
        meeting = self.env["calendar.event"].with_user(self.secretary).create(values)
        self.assertEqual((lead.kms_step, lead.kms_meeting_id), ("qualified", meeting))
        meeting.action_kms_honor()
        self.assertEqual(lead.kms_meeting_state, "honored")
        lead.action_kms_enroll()
        self.assertEqual(lead.kms_step, "quoted")

    def test_one_click_makes_customer_and_enrolment_once(self):
        session = self._plan(10)
        lead = self._prospect()
        action = lead.action_kms_enroll()
        enrollment = lead.kms_enrollment_id
        self.assertEqual(action["res_id"], enrollment.id)
        self.assertEqual((enrollment.session_id, enrollment.state), (session, "draft"))
        self.assertEqual(enrollment.partner_id.phone_sanitized, "+237699112233")
        self.assertEqual(lead.action_kms_enroll()["res_id"], enrollment.id)
        self.assertEqual(len(lead.kms_enrollment_ids), 1)

    def test_the_next_session_with_a_seat_is_proposed(self):
        later, sooner = self._plan(40), self._plan(10)
        self._plan(-90)
        lead = self._prospect()
        self.assertEqual(lead._kms_next_session(), sooner)
        sooner.sudo().state = "cancelled"
        self.assertEqual(lead._kms_next_session(), later)

    def test_what_cannot_be_enrolled_says_why(self):
        with self.assertRaisesRegex(UserError, "No session of Joinery is planned"):
            self._prospect().action_kms_enroll()
        with self.assertRaisesRegex(UserError, "Choose the course"):
            self._prospect(contact_name="Mr Eto").action_kms_enroll()
        self._plan(10)
        lost = self._prospect()
        lost.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([], limit=1).id)
        with self.assertRaisesRegex(UserError, "marked as lost"):
            lost.action_kms_enroll()

    def test_a_visitor_handed_over_is_a_prospect_of_the_school(self):
        lead = self.env["crm.lead"].create(
            {"name": "Visitor", "contact_name": "Mr Kamga", "kms_channel": "training"}
        )
        mine = self.env["crm.lead"].with_user(self.secretary)
        self.assertIn(lead, mine.search([("kms_channel", "=", "training")]))
        showroom = self.env["crm.lead"].create(
            {"name": "Visitor", "contact_name": "Mr Kana", "kms_channel": "showroom"}
        )
        showroom.user_id = self.env.ref("base.user_admin")
        self.assertNotIn(showroom, mine.search([("kms_channel", "=", "showroom")]))
