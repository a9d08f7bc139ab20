from odoo import api, fields, models
from odoo.exceptions import AccessError


class KmsEnrollmentChange(models.TransientModel):
    """Suspend a student, transfer them or let them go: with a reason, and the money told before."""

    _name = "kms.enrollment.change"
    _description = "Change of an enrolment"
    _order = "id"

    enrollment_id = fields.Many2one("kms.enrollment", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="enrollment_id.company_id")
    currency_id = fields.Many2one(related="enrollment_id.currency_id")
    course_id = fields.Many2one(related="enrollment_id.course_id")
    kind = fields.Selection(
        [("suspend", "Suspension"), ("transfer", "Transfer"), ("drop", "Drop-out")],
        string="What happens",
        required=True,
        default="suspend",
    )
    session_id = fields.Many2one(
        "kms.course.session",
        string="To the session",
        domain="[('company_id', '=', company_id), ('state', 'in', ('planned', 'open', 'running'))]",
    )
    reason = fields.Char(required=True)
    kept_percent = fields.Float(
        string="Kept (%)",
        compute="_compute_kept_percent",
        store=True,
        readonly=False,
        help="Share of the fee that the school keeps; only marketing departs from the settings.",
    )
    amount_paid = fields.Monetary(related="enrollment_id.amount_paid")
    fee_after = fields.Monetary(
        string="Fee afterwards",
        compute="_compute_fee_after",
        compute_sudo=True,
        help="Before taxes; what is paid beyond it is to be refunded.",
    )

    @api.depends("enrollment_id", "kind")
    def _compute_kept_percent(self):
        for change in self:
            dropping = change.kind == "drop" and change.enrollment_id
            change.kept_percent = dropping and change.enrollment_id._kept_percent()

    @api.depends("enrollment_id", "kind", "kept_percent", "session_id")
    def _compute_fee_after(self):
        for change in self:
            enrollment = change.enrollment_id
            fee = enrollment._billed_price() if enrollment else 0
            if change.kind == "drop":
                fee = fee * change.kept_percent / 100
            elif change.kind == "transfer" and change.session_id.course_id not in (
                self.env["kms.course"],
                enrollment.course_id,
            ):
                share = (100 - enrollment.discount_percent) / 100
                fee = change.session_id.course_id.list_price * share
            change.fee_after = fee

    def action_confirm(self):
        """Do it.

        :return: the enrolment, the new one after a transfer
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        self.enrollment_id.check_access("write")
        self.session_id.check_access("read")
        # sudo: the step writes sealed fields and the school's own order and invoices.
        enrollment = self.enrollment_id.sudo()
        if self.kind == "suspend":
            enrollment._suspend(self.reason)
        elif self.kind == "drop":
            enrollment._drop(self.reason, self._kept())
        else:
            enrollment = enrollment._transfer(self.session_id.sudo(), self.reason)  # sudo: as above
        return self.env["kms.enrollment"].browse(enrollment.id)._get_records_action()

    def _kept(self):
        """Return the share that is kept; only marketing departs from the settings."""
        rule = self.enrollment_id._kept_percent()
        if self.kept_percent == rule:
            return rule
        if not self.env.user.has_group("kms_base.role_marketing"):
            raise AccessError(
                self.env._("Only marketing keeps another share than the settings say.")
            )
        return min(max(self.kept_percent, 0), 100)
