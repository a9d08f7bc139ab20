from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _kms_needs_transaction_ref(self):
        # The closing of a till sums up many transactions; each has its own id on its order.
        return not self.pos_session_id and super()._kms_needs_transaction_ref()

    def _kms_used_ref_message(self, journal, ref):
        """A transaction id that has paid an order at a till does not pay an invoice too."""
        return super()._kms_used_ref_message(journal, ref) or self.env[
            "pos.payment"
        ]._kms_used_ref_message(journal, ref)
