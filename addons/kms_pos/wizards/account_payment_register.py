from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _compute_available_journal_ids(self):
        """A till's drawer is counted with its own session: the money of invoices stays out of it,
        as long as the company has another cash journal.
        """
        super()._compute_available_journal_ids()
        for wizard in self:
            cash = wizard.available_journal_ids.filtered(lambda journal: journal.type == "cash")
            # Whoever registers payments need not know the point of sale.
            drawers = cash.filtered(lambda journal: journal.sudo().pos_payment_method_ids)
            if cash - drawers:
                wizard.available_journal_ids -= drawers
