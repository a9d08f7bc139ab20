from odoo import fields, models


class KmsCourseSession(models.Model):
    """What a session costs, so that its report tells from which student on it pays for itself."""

    _inherit = "kms.course.session"

    fixed_cost = fields.Monetary(
        string="Fixed costs",
        required=True,
        default=0.0,
        help="Trainer, classroom, publicity: what the session costs however many come.",
    )
    student_cost = fields.Monetary(
        string="Cost per student",
        required=True,
        default=0.0,
        help="Materials, meals, certificate: what each student costs.",
    )

    _costs_positive = models.Constraint(
        "CHECK (fixed_cost >= 0 AND student_cost >= 0)", "Costs cannot be negative."
    )
