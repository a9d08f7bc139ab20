from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    kms_enrollment_id = fields.Many2one(
        "kms.enrollment",
        string="Enrolment",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    kms_client_uuid = fields.Char(readonly=True, copy=False)

    _kms_client_uuid_uniq = models.UniqueIndex(
        "(kms_client_uuid) WHERE kms_client_uuid IS NOT NULL", "This payment is already recorded."
    )

    @api.constrains("kms_enrollment_id", "partner_id")
    def _check_kms_enrollment_id(self):
        for payment in self.filtered("kms_enrollment_id"):
            student = payment.kms_enrollment_id.partner_id
            if payment.partner_id.commercial_partner_id != student.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The payment is %(payer)s's and the enrolment is %(student)s's.",
                        payer=payment.partner_id.name,
                        student=student.name,
                    )
                )

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        # The entry is the student's: that is where the balance is read from.
        vals = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        return {**vals, "kms_enrollment_id": self.kms_enrollment_id.id}
