from odoo import api, fields, models
from odoo.tools import format_amount, formatLang

from .kms_certificate import KINDS


class KmsEnrollment(models.Model):
    """Who may have which certificate, and why not."""

    _inherit = "kms.enrollment"

    certificate_ids = fields.One2many("kms.certificate", "enrollment_id", readonly=True)
    certificate_refusal = fields.Text(
        string="No certificate because", compute="_compute_certificate_refusal"
    )

    def _compute_certificate_refusal(self):
        refusals = self._kms_certificate_refusals("certificate")
        for enrollment in self:
            enrollment.certificate_refusal = "\n".join(refusals[enrollment.id]) or False

    @api.model
    def _kms_check_kind(self, kind):
        return isinstance(kind, str) and kind in dict(KINDS)

    def _kms_certificate_refusals(self, kind):
        """Say what each student lacks for a certificate; what the screens show decides.

        :param str kind: `certificate` asks for attendance and marks, `attestation` for attendance
        :return: sentences by id of the enrolment, none when it can be issued
        :rtype: dict[int, list[str]]
        """
        return {
            enrollment.id: [
                *enrollment._kms_refusal_state(),
                *enrollment._kms_refusal_attendance(),
                *(enrollment._kms_refusal_marks() if kind == "certificate" else []),
                *enrollment._kms_refusal_fee(),
            ]
            for enrollment in self
        }

    def _kms_refusal_state(self):
        if self.state in ("enrolled", "completed"):
            return []
        states = dict(self._fields["state"]._description_selection(self.env))
        return [self.env._("The enrolment is: %(state)s.", state=states[self.state])]

    def _kms_refusal_attendance(self):
        refusals = []
        if self.classes_open:
            refusals.append(
                self.env._("Classes still to come: %(count)s.", count=self.classes_open)
            )
        if self.classes_unmarked or not self.hours_held:
            refusals.append(
                self.env._("Classes without a roll: %(count)s.", count=self.classes_unmarked)
            )
        asked = self.course_id.min_attendance
        if self.hours_held and self.attendance_rate < asked:
            refusals.append(
                self.env._(
                    "Attendance %(rate)s %% of the %(asked)s %% asked.",
                    rate=self._kms_number(self.attendance_rate, 1),
                    asked=self._kms_number(asked, 1),
                )
            )
        return refusals

    def _kms_refusal_marks(self):
        asked = self.course_id.pass_mark
        if not asked:
            return []
        if not self.marks_count and not self.marks_missing:
            return [self.env._("The session has no assessment.")]
        if self.marks_missing:
            return [self.env._("Marks missing: %(count)s.", count=self.marks_missing)]
        if self.average < asked:
            return [
                self.env._(
                    "Average %(average)s of the %(asked)s asked.",
                    average=self._kms_number(self.average, 2),
                    asked=self._kms_number(asked, 2),
                )
            ]
        return []

    def _kms_refusal_fee(self):
        if not self.company_id.kms_certificate_paid or self.amount_due <= 0:
            return []
        amount = format_amount(self.env, self.amount_due, self.currency_id)
        return [self.env._("Still to pay: %(amount)s.", amount=amount)]

    def _kms_number(self, value, digits):
        text = formatLang(self.env, value, digits=digits)
        separator = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point
        return text.rstrip("0").rstrip(separator) if separator in text else text
