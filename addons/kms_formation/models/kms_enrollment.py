from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Draft"),
    ("waiting", "Waiting list"),
    ("offered", "Seat offered"),
    ("enrolled", "Enrolled"),
    ("suspended", "Suspended"),
    ("transferred", "Transferred"),
    ("dropped", "Dropped out"),
    ("completed", "Completed"),
    ("cancelled", "Cancelled"),
]
# Who sits on a seat, and who counts as being on a session.
SEATED = ("offered", "enrolled", "suspended", "completed")
PRESENT = ("draft", "waiting", *SEATED)


class KmsEnrollment(models.Model):
    """A student in a session: a seat, and a fee that is a sales order with its invoices."""

    _name = "kms.enrollment"
    _description = "Enrolment"
    _inherit = ["mail.thread", "mail.activity.mixin", "kms.register.line", "kms.sealed.mixin"]
    _order = "id desc"
    # Whose order it is decides on which money the steps write as the system.
    _kms_sealed = frozenset(
        (
            "name",
            "state",
            "seat_id",
            "sale_id",
            "registration_id",
            "enroll_date",
            "end_date",
            "waiting_date",
            "offer_deadline",
            "transfer_from_id",
        )
    )
    _kms_sealed_later = frozenset(("session_id", "partner_id"))

    name = fields.Char(readonly=True, copy=False, default="/", index="trigram")
    session_id = fields.Many2one(
        "kms.course.session", required=True, index=True, ondelete="restrict", tracking=True
    )
    course_id = fields.Many2one(related="session_id.course_id", store=True, index=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Student", required=True, index=True, ondelete="restrict"
    )
    phone = fields.Char(related="partner_id.phone")
    lead_id = fields.Many2one("crm.lead", string="Prospect", index="btree_not_null")
    user_id = fields.Many2one(
        "res.users", string="Enrolled by", default=lambda self: self.env.user, index=True
    )
    registration_id = fields.Many2one(
        "event.registration", readonly=True, copy=False, index="btree_not_null"
    )
    barcode = fields.Char(related="registration_id.barcode", string="Badge")
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
        readonly=True,
    )
    seat_id = fields.Many2one(
        "kms.course.seat", string="Seat row", readonly=True, copy=False, ondelete="restrict"
    )
    seat_number = fields.Integer(related="seat_id.number", string="Seat", store=True)
    enroll_date = fields.Datetime(string="Enrolled on", readonly=True, copy=False, index=True)
    end_date = fields.Datetime(
        string="Ended on", readonly=True, copy=False, help="Dropped out, transferred, completed."
    )
    waiting_date = fields.Datetime(string="Waiting since", readonly=True, copy=False)
    offer_deadline = fields.Datetime(string="Seat held until", readonly=True, copy=False)
    transfer_from_id = fields.Many2one(
        "kms.enrollment", readonly=True, copy=False, index="btree_not_null"
    )
    reason = fields.Char(copy=False, help="Why it was suspended, transferred or ended.")
    discount_percent = fields.Float(
        string="Discount (%)", help="Scholarship or discount, part of the fee."
    )
    discount_reason = fields.Char(help="Why the student pays less than the fee.")
    sale_id = fields.Many2one("sale.order", readonly=True, copy=False, index="btree_not_null")
    note = fields.Text()
    kms_channel = fields.Selection(
        selection=lambda self: self.env["crm.team"]._fields["kms_channel"].selection,
        string="Channel",
        compute="_compute_kms_channel",
    )

    _seat_uniq = models.UniqueIndex("(seat_id) WHERE seat_id IS NOT NULL", "This seat is taken.")
    # The seat comes first: core takes a key for that of its first column, and mends it by its own.
    _seat_of_session = models.Constraint(
        "FOREIGN KEY (seat_id, session_id) REFERENCES kms_course_seat (id, session_id)"
        " ON DELETE RESTRICT",
        "The session has no such seat.",
    )
    _seat_of_state = models.Constraint(
        "CHECK ((seat_id IS NOT NULL) ="
        " (state IN ('offered', 'enrolled', 'suspended', 'completed')))",
        "Who is enrolled has a seat, and nobody else.",
    )
    _student_uniq = models.UniqueIndex(
        "(session_id, partner_id) WHERE state IN"
        " ('draft', 'waiting', 'offered', 'enrolled', 'suspended', 'completed')",
        "This student is in this session already.",
    )
    _discount_possible = models.Constraint(
        "CHECK (discount_percent BETWEEN 0 AND 100)", "A discount goes from 0 to 100 %."
    )
    _discount_explained = models.Constraint(
        "CHECK (COALESCE(discount_percent, 0) = 0"
        " OR COALESCE(LENGTH(TRIM(discount_reason)), 0) > 2)",
        "Write why the student pays less.",
    )
    _queue_idx = models.Index("(session_id, waiting_date, id) WHERE state = 'waiting'")

    def _compute_kms_channel(self):
        self.kms_channel = "training"

    @api.depends("name", "partner_id", "course_id")
    def _compute_display_name(self):
        for enrollment in self:
            parts = [enrollment.name, enrollment.partner_id.name, enrollment.course_id.name]
            enrollment.display_name = " · ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: whoever enrols takes the next number.
        sequence = self.env["ir.sequence"].sudo()
        enrollments = super().create(vals_list)
        for enrollment in enrollments:
            # sudo: the number is sealed.
            enrollment.sudo().name = sequence.with_company(enrollment.company_id).next_by_code(
                "kms.enrollment"
            )
        return enrollments

    def write(self, vals):
        if {"discount_percent", "discount_reason"} & set(vals) and not self.env.su:
            self._check_not_billed()
        return super().write(vals)

    def _check_not_billed(self):
        """:raise UserError: the fee is invoiced: a discount given now would be on no paper"""
        if self.filtered("sale_id"):
            raise UserError(
                self.env._("The fee is invoiced already: accounting grants it by a credit note.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invoiced(self):
        if any(enrollment.sale_id or enrollment.state != "draft" for enrollment in self):
            raise UserError(self.env._("Only a draft is deleted; end an enrolment instead."))
