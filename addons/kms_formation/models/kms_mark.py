from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..results import points


class KmsMark(models.Model):
    """What one student got in one assessment; no row, not marked yet."""

    _name = "kms.mark"
    _description = "Mark"
    _order = "assessment_id, id"
    _rec_name = "enrollment_id"

    assessment_id = fields.Many2one(
        "kms.assessment", required=True, index=True, ondelete="restrict"
    )
    enrollment_id = fields.Many2one(
        "kms.enrollment", string="Student", required=True, ondelete="restrict"
    )
    session_id = fields.Many2one(related="assessment_id.session_id", store=True, index=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    value = fields.Float(string="Mark", aggregator="avg")
    is_absent = fields.Boolean(string="Absent", help="Did not come: counts as 0.")
    max_mark = fields.Float(related="assessment_id.max_mark", store=True)
    weight = fields.Float(related="assessment_id.weight", store=True)
    points = fields.Float(
        compute="_compute_points",
        store=True,
        help="Out of 20, times the weight: what it adds to the sum of the average.",
    )

    _student_uniq = models.UniqueIndex(
        "(enrollment_id, assessment_id)", "This student has a mark in that assessment already."
    )
    _value_possible = models.Constraint(
        "CHECK (value >= 0 AND (max_mark IS NULL OR value <= max_mark)"
        " AND (value = 0 OR is_absent IS NOT TRUE))",
        "A mark goes from 0 to what the assessment is out of; who was absent has none.",
    )

    @api.depends("value", "assessment_id.max_mark", "assessment_id.weight")
    def _compute_points(self):
        for mark in self:
            assessment = mark.assessment_id
            mark.points = points(mark.value, assessment.max_mark, assessment.weight)

    @api.constrains("assessment_id", "enrollment_id")
    def _check_session(self):
        for mark in self:
            if mark.enrollment_id.session_id != mark.assessment_id.session_id:
                raise ValidationError(
                    self.env._(
                        "%(student)s is not in the session of this assessment.",
                        student=mark.enrollment_id.partner_id.name,
                    )
                )
