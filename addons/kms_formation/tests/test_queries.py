from odoo.tests import tagged

from .common import SchoolCase

STUDENT = (
    "partner_id",
    "session_id",
    "course_id",
    "phone",
    "amount_total",
    "amount_due",
    "amount_overdue",
    "entry_refused",
    "state",
)
SESSION = ("name", "seats_max", "enrolled_count", "waiting_count", "state")


@tagged("post_install", "-at_install")
class TestQueries(SchoolCase):
    """A list asks as often for 40 students as for 5."""

    def count(self, records, names):
        """Queries of a list, once what the registry remembers is warm."""
        # afresh: records reached through others are fetched along with those
        records = records.browse(records.ids).with_user(self.secretary)
        specification = {
            name: {"fields": {"display_name": {}}} if name.endswith("_id") else {} for name in names
        }
        for _time in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.web_read(specification)
        return self.env.cr.sql_log_count - before

    def test_lists(self):
        students = self.env["kms.enrollment"]
        for number in range(8):
            session = self.make_session()
            for one in range(5):
                students += self.enroll(session, f"S{number}-{one}")
        many = self.count(students, STUDENT)
        self.assertLessEqual(many, self.count(students[:5], STUDENT))
        self.assertLessEqual(many, 25)
        sessions = students.session_id
        many = self.count(sessions, SESSION)
        self.assertLessEqual(many, self.count(sessions[:2], SESSION))
        self.assertLessEqual(many, 15)
