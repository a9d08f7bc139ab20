from odoo import api, fields, models


class KmsAssessment(models.Model):
    """A test, a workshop piece or an examination of a session."""

    _name = "kms.assessment"
    _description = "Assessment"
    _order = "session_id, sequence, date, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    session_id = fields.Many2one(
        "kms.course.session", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    date = fields.Date()
    weight = fields.Float(required=True, default=1.0, help="What it counts in the average.")
    max_mark = fields.Float(string="Out of", required=True, default=20.0)
    mark_ids = fields.One2many("kms.mark", "assessment_id", string="Marks")
    mark_count = fields.Integer(string="Marks given", compute="_compute_mark_count")

    _weight_positive = models.Constraint(
        "CHECK (weight > 0 AND weight <= 100)", "A weight is more than 0 and 100 at most."
    )
    _max_positive = models.Constraint(
        "CHECK (max_mark > 0 AND max_mark <= 1000)", "Marks are out of 1000 at most."
    )

    @api.depends("mark_ids")
    def _compute_mark_count(self):
        counts = dict(
            self.env["kms.mark"]._read_group(
                [("assessment_id", "in", self.ids)], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.mark_count = counts.get(assessment, 0)
