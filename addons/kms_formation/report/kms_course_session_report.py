from odoo import fields, models

from ..figures import parts
from ..models.kms_course_session import SESSION_STATES


class KmsCourseSessionReport(models.Model):
    """A session in figures: how full it is, what it brings in, and when it pays for itself."""

    _name = "kms.course.session.report"
    _description = "Session in figures"
    _auto = False
    _order = "moment desc, id desc"
    _rec_name = "session_id"
    _depends = {
        "account.move": ["amount_untaxed_signed", "kms_enrollment_id", "move_type", "state"],
        "event.event": ["company_id", "date_begin", "seats_max", "user_id"],
        "kms.course": ["list_price"],
        "kms.course.session": [
            "course_id",
            "event_id",
            "fixed_cost",
            "state",
            "student_cost",
            "trainer_id",
        ],
        "kms.enrollment": ["session_id", "state"],
    }

    session_id = fields.Many2one("kms.course.session", readonly=True)
    course_id = fields.Many2one("kms.course", readonly=True)
    trainer_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    state = fields.Selection(SESSION_STATES, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kms_channel = fields.Char(string="Channel", readonly=True)
    moment = fields.Datetime(string="Begins", readonly=True)
    seats = fields.Integer(readonly=True)
    taken = fields.Integer(string="Enrolled", readonly=True)
    waiting = fields.Integer(string="Waiting list", readonly=True)
    revenue = fields.Monetary(readonly=True, help="Fees invoiced less credits, before tax.")
    cost = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True)
    break_even = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Students from whom on the session pays for itself.",
    )
    occupancy = fields.Float(
        string="Occupancy (%)", compute="_compute_occupancy", digits=(5, 1), aggregator=None
    )
    missing = fields.Integer(
        string="Students missing",
        compute="_compute_occupancy",
        help="Students still needed for the session to pay for itself.",
    )

    @property
    def _table_query(self):
        return parts.sessions()

    def _compute_occupancy(self):
        for line in self:
            line.occupancy = 100 * line.taken / line.seats if line.seats else 0
            line.missing = max(0, line.break_even - line.taken)
