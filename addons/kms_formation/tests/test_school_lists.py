from odoo.tests import tagged
from odoo.tools import SQL

from .common import SchoolCase

SESSIONS = 50
STUDENTS = 1000
PAGE = 80
ENROLLMENT = (
    "partner_id",
    "session_id",
    "course_id",
    "phone",
    "amount_total",
    "amount_paid",
    "amount_due",
    "amount_overdue",
    "amount_to_refund",
    "state",
)
SCREENS = (
    ("kms.enrollment", ENROLLMENT, []),
    ("kms.enrollment", ENROLLMENT, [("amount_due", ">", 0)]),
    ("kms.enrollment", ENROLLMENT, [("amount_due", "<", 0)]),
    ("kms.enrollment", ENROLLMENT, [("entry_refused", "=", True)]),
    ("kms.enrollment", ENROLLMENT, [("enroll_date", "!=", False)]),
    ("kms.course.session", ("name", "course_id", "seats_free", "waiting_count", "state"), []),
    ("kms.fee.due", ("partner_id", "course_id", "date_maturity", "age", "amount"), []),
    ("kms.fee.cashed", ("partner_id", "date", "journal_id", "amount"), []),
    ("kms.course.session.report", ("session_id", "course_id"), []),
)


# Copies of a row, with what differs; the row of the model is the one that was made the usual way.
COPY = """
    INSERT INTO %(table)s
    SELECT (jsonb_populate_record(NULL::%(table)s, to_jsonb(model) || jsonb_build_object(
            'id', nextval(%(sequence)s)) || %(changes)s)).*
      FROM %(source)s WHERE %(condition)s
"""
FREE_SEATS = """
    (SELECT seat.id, seat.session_id, seat.number,
            %(first)s - 1 + ROW_NUMBER() OVER (ORDER BY seat.number, seat.session_id) AS n
       FROM kms_course_seat seat WHERE seat.session_id IN %(sessions)s
        AND NOT EXISTS (SELECT FROM kms_enrollment one WHERE one.seat_id = seat.id)) seat
"""


@tagged("post_install", "-at_install")
class TestSchoolLists(SchoolCase):
    """1 000 enrolments over 50 sessions: a list asks no more often than for a few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for _one in range(SESSIONS):
            cls.make_session(seats=STUDENTS // SESSIONS)
        cls.sessions = cls.env["kms.course.session"].search([("course_id", "=", cls.course.id)])

    def fill(self, first, last):
        """Copy one enrolled student, with the entry of the fee, into the tables."""
        self.env.flush_all()
        model = self.model
        number = SQL("generate_series(%s, %s) n", first, last)
        seats = SQL(FREE_SEATS, first=first, sessions=tuple(self.sessions.ids))
        self.copy_rows(
            "res_partner",
            SQL("jsonb_build_object('name', 'Filled ' || n, 'complete_name', 'Filled ' || n)"),
            SQL("res_partner model, %s", number),
            model.partner_id.ids,
        )
        self.copy_rows(
            "kms_enrollment",
            SQL(
                "jsonb_build_object('name', 'FILL/' || n, 'session_id', seat.session_id,"
                " 'seat_id', seat.id, 'seat_number', seat.number, 'partner_id', partner.id)"
            ),
            SQL(
                "kms_enrollment model, %s JOIN %s USING (n)"
                " JOIN res_partner partner ON partner.name = 'Filled ' || n",
                number,
                seats,
            ),
            model.ids,
        )
        student = SQL("JOIN kms_enrollment one ON one.name = 'FILL/' || n")
        self.copy_rows(
            "account_move",
            SQL(
                "jsonb_build_object('name', 'FILL/' || n, 'kms_enrollment_id', one.id,"
                " 'partner_id', one.partner_id)"
            ),
            SQL("account_move model, %s %s", number, student),
            model.sudo().invoice_ids.ids,
        )
        self.copy_rows(
            "account_move_line",
            SQL("jsonb_build_object('move_id', move.id, 'partner_id', move.partner_id)"),
            SQL(
                "account_move_line model, %s JOIN account_move move ON move.name = 'FILL/' || n",
                number,
            ),
            model.sudo().invoice_ids.line_ids.ids,
        )
        for table in ("kms_enrollment", "account_move", "account_move_line", "res_partner"):
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.invalidate_all()

    def copy_rows(self, table, changes, source, ids):
        self.env.cr.execute(
            SQL(
                COPY,
                table=SQL.identifier(table),
                sequence=f"{table}_id_seq",
                changes=changes,
                source=source,
                condition=SQL("model.id IN %s", tuple(ids)),
            )
        )

    def queries(self):
        counts = []
        for model, names, domain in SCREENS:
            records = self.env[model].with_user(self.manager)
            specification = {
                name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
                for name in names
            }
            for _time in range(2):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                found = records.web_search_read(domain, specification, limit=PAGE)
            counts.append((model, domain, self.env.cr.sql_log_count - before))
            self.lengths.append(found["length"])
        return counts

    def test_bounded(self):
        self.manager = self.make_user("school_manager", "marketing")
        self.model = self.enroll(self.sessions[0], "Model")
        self.fill(1, 2 * PAGE)  # a page is full, and counted beyond
        self.lengths = []
        few = self.queries()
        self.fill(2 * PAGE + 1, STUDENTS - 1)
        many = self.queries()
        self.assertGreaterEqual(max(self.lengths), STUDENTS)
        for (model, domain, before), (_model, _domain, after) in zip(few, many, strict=True):
            self.assertLessEqual(after, before, (model, domain))
            self.assertLessEqual(after, 30, (model, domain))
