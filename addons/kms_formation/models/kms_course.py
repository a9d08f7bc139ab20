from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KmsCourse(models.Model):
    """What the school teaches, at which price and under which conditions."""

    _name = "kms.course"
    _description = "Course"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, help="Short, unique in the school: MEN-1.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    image_1920 = fields.Image(string="Photo", max_width=1920, max_height=1920)
    summary = fields.Char(translate=True, help="One sentence for leaflets and messages.")
    programme = fields.Html(translate=True)
    duration_hours = fields.Float(string="Duration (h)", help="Hours of class in all.")
    level = fields.Selection(
        [
            ("beginner", "Beginner"),
            ("intermediate", "Intermediate"),
            ("advanced", "Advanced"),
        ],
        required=True,
        default="beginner",
    )
    prerequisite_ids = fields.Many2many(
        "kms.course",
        "kms_course_prerequisite_rel",
        "course_id",
        "prerequisite_id",
        help="Courses that a student has completed before this one.",
    )
    trainer_id = fields.Many2one("res.partner", index="btree_not_null")
    list_price = fields.Monetary(
        string="Fee", required=True, tracking=True, help="Price of the whole course, before taxes."
    )
    product_id = fields.Many2one(
        "product.product",
        string="Product on the invoice",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Carries the taxes and the account of this course's fees.",
    )
    first_percent = fields.Float(
        string="First part",
        required=True,
        default=lambda self: self.env.company.kms_fee_first_percent,
        help="Percentage of the fee that is due at the enrolment.",
    )
    instalment_count = fields.Integer(
        string="Parts",
        required=True,
        default=lambda self: self.env.company.kms_fee_parts,
        help="Parts of the fee, the first included; the others spread until the end of the course.",
    )
    min_attendance = fields.Float(
        string="Attendance asked", required=True, default=75.0, help="Percentage of the classes."
    )
    pass_mark = fields.Float(required=True, default=10.0, help="Out of 20.")
    certificate_title = fields.Char(translate=True, help="What the certificate is called.")
    certificate_text = fields.Html(translate=True, help="Stands on the certificate.")
    attestation_text = fields.Html(translate=True, help="Stands on the attestation of attendance.")
    session_ids = fields.One2many("kms.course.session", "course_id", string="Sessions")
    session_count = fields.Integer(compute="_compute_session_count")

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)", "There is a course with this code already."
    )
    _price_positive = models.Constraint("CHECK (list_price >= 0)", "A fee cannot be negative.")
    _duration_positive = models.Constraint(
        "CHECK (duration_hours >= 0)", "A duration cannot be negative."
    )
    _plan_possible = models.Constraint(
        "CHECK (first_percent > 0 AND first_percent <= 100 AND instalment_count BETWEEN 1 AND 24)",
        "A fee has 1 to 24 parts, the first between 0 and 100 %.",
    )
    _success_possible = models.Constraint(
        "CHECK (min_attendance BETWEEN 0 AND 100 AND pass_mark BETWEEN 0 AND 20)",
        "Attendance goes from 0 to 100 %, marks from 0 to 20.",
    )

    @api.constrains("prerequisite_ids")
    def _check_prerequisites(self):
        for course in self:
            if course._has_cycle("prerequisite_ids"):
                raise ValidationError(
                    self.env._(
                        "%(course)s would be its own prerequisite. Take one of the courses out.",
                        course=course.name,
                    )
                )

    def _compute_session_count(self):
        counts = dict(
            self.env["kms.course.session"]._read_group(
                [("course_id", "in", self.ids)], ["course_id"], ["__count"]
            )
        )
        for course in self:
            course.session_count = counts.get(course, 0)

    @api.model_create_multi
    def create(self, vals_list):
        courses = super().create(vals_list)
        for course in courses.filtered(lambda course: not course.product_id):
            # sudo: whoever keeps the catalogue of courses need not be allowed to edit products.
            product = self.env["product.product"].sudo()
            course.product_id = product.create(course._prepare_product_values())
        return courses

    def write(self, vals):
        result = super().write(vals)
        if {"name", "list_price"} & set(vals):
            for course in self:
                # sudo: as for the creation.
                course.sudo().product_id.write(
                    {"name": course.name, "list_price": course.list_price}
                )
        return result

    def _prepare_product_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "default_code": self.code,
            "type": "service",
            "list_price": self.list_price,
            "invoice_policy": "order",
            "company_id": self.company_id.id,
            "purchase_ok": False,
        }
