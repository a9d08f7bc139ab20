from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..results import class_hours

ATTENDANCE_STATES = [
    ("present", "Present"),
    ("late", "Late"),
    ("absent", "Absent"),
    ("excused", "Excused"),
]
MINUTES_MAX = 600


class KmsAttendance(models.Model):
    """Whether one student was at one class, as the trainer tapped it."""

    _name = "kms.attendance"
    _description = "Attendance"
    _inherit = ["kms.sealed.mixin"]
    _order = "date desc, slot_id desc, id"
    _rec_name = "enrollment_id"
    _kms_sealed = frozenset(("marked_date", "marked_by_id", "client_date", "client_device"))
    _kms_sealed_later = frozenset(("enrollment_id", "slot_id"))

    enrollment_id = fields.Many2one(
        "kms.enrollment", string="Student", required=True, ondelete="restrict"
    )
    slot_id = fields.Many2one(
        "event.slot", string="Class", required=True, index=True, ondelete="restrict"
    )
    session_id = fields.Many2one(related="enrollment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="enrollment_id.company_id", store=True, index=True)
    date = fields.Date(related="slot_id.date", store=True, index=True)
    state = fields.Selection(ATTENDANCE_STATES, string="Attendance", required=True, index=True)
    minutes_late = fields.Integer(string="Minutes late", aggregator="avg")
    hours_held = fields.Float(
        compute="_compute_hours",
        store=True,
        help="Hours of the class that count in the attendance of this student.",
    )
    hours_attended = fields.Float(compute="_compute_hours", store=True)
    marked_date = fields.Datetime(
        string="Entered on", readonly=True, required=True, default=fields.Datetime.now
    )
    marked_by_id = fields.Many2one(
        "res.users",
        string="Entered by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
    )
    # When and on which screen it was tapped: what a slow network brings late is told from it.
    client_date = fields.Datetime(string="Tapped on", readonly=True)
    client_device = fields.Char(readonly=True)

    _student_uniq = models.UniqueIndex(
        "(enrollment_id, slot_id)", "This student's attendance of that class is there already."
    )
    _minutes_possible = models.Constraint(
        "CHECK (minutes_late BETWEEN 0 AND 600 AND (minutes_late = 0 OR state = 'late'))",
        "Only who came late has minutes, 600 at most.",
    )

    @api.depends(
        "state",
        "minutes_late",
        "slot_id.start_hour",
        "slot_id.end_hour",
        "company_id.kms_excused_counts",
    )
    def _compute_hours(self):
        for line in self:
            line.hours_held, line.hours_attended = class_hours(
                line.slot_id.end_hour - line.slot_id.start_hour,
                line.state,
                line.minutes_late,
                line.company_id.kms_excused_counts,
            )

    @api.constrains("enrollment_id", "slot_id")
    def _check_slot(self):
        for line in self:
            if line.slot_id.event_id != line.session_id.event_id:
                raise ValidationError(
                    self.env._(
                        "%(student)s is not in the session of this class.",
                        student=line.enrollment_id.partner_id.name,
                    )
                )
            if line.slot_id.date > line.company_id._kms_today():
                raise ValidationError(
                    self.env._("This class has not been held yet: its day is still to come.")
                )
