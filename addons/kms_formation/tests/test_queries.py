from odoo.tests import tagged
from odoo.tests.common import warmup

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestQueries(SchoolCase):
    """A list asks as often for 40 students as for 5."""

    NAMES = (
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

    def count(self, students):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        students.with_user(self.secretary).web_read(
            {
                name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
                for name in self.NAMES
            }
        )
        return self.env.cr.sql_log_count - before

    @warmup
    def test_lists(self):
        students = self.env["kms.enrollment"]
        for number in range(8):
            session = self.make_session()
            for one in range(5):
                students += self.enroll(session, f"S{number}-{one}")
        self.count(students)
        few, many = self.count(students[:5]), self.count(students)
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 25)
        sessions = students.session_id

        def read_sessions(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.secretary).web_read(
                {
                    "name": {},
                    "seats_max": {},
                    "enrolled_count": {},
                    "waiting_count": {},
                    "state": {},
                }
            )
            return self.env.cr.sql_log_count - before

        read_sessions(sessions)
        self.assertLessEqual(read_sessions(sessions), read_sessions(sessions[:2]))
