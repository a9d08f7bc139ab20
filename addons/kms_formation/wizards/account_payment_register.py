from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payment_vals_from_wizard(self, batch_result):
        vals = super()._create_payment_vals_from_wizard(batch_result)
        return self._kms_add_enrollment(vals, batch_result)

    def _create_payment_vals_from_batch(self, batch_result):
        vals = super()._create_payment_vals_from_batch(batch_result)
        return self._kms_add_enrollment(vals, batch_result)

    def _kms_add_enrollment(self, vals, batch_result):
        """A payment of one student's invoices is that student's, what is too much included."""
        enrollments = batch_result["lines"].move_id.mapped("kms_enrollment_id")
        if len(enrollments) == 1:
            vals["kms_enrollment_id"] = enrollments.id
        return vals
