from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    kms_mobile_operator = fields.Selection(related="journal_id.kms_mobile_operator")
    kms_transaction_ref = fields.Char(
        string="Transaction id",
        help="The id in the operator's message, for instance MP260315.1042.A12345.",
    )

    kms_single_method = fields.Boolean(
        compute="_compute_kms_single_method", export_string_translation=False
    )

    @api.depends("available_payment_method_line_ids")
    def _compute_kms_single_method(self):
        # A choice of one is not worth a cashier's look.
        for wizard in self:
            wizard.kms_single_method = len(wizard.available_payment_method_line_ids) == 1

    @api.depends("journal_id")
    def _compute_group_payment(self):
        # One transaction of the operator is one payment, however many invoices it settles.
        super()._compute_group_payment()
        for wizard in self.filtered("kms_mobile_operator"):
            wizard.group_payment = True

    def _create_payment_vals_from_wizard(self, batch_result):
        vals = super()._create_payment_vals_from_wizard(batch_result)
        return self._kms_add_transaction_ref(vals)

    def _create_payment_vals_from_batch(self, batch_result):
        vals = super()._create_payment_vals_from_batch(batch_result)
        return self._kms_add_transaction_ref(vals)

    def _kms_add_transaction_ref(self, vals):
        if self.kms_mobile_operator:
            vals["kms_transaction_ref"] = self.kms_transaction_ref
        return vals

    def _create_payments(self):
        if self.kms_mobile_operator:
            self._kms_check_one_transaction()
        return super()._create_payments()

    def _kms_check_one_transaction(self):
        if not self.kms_transaction_ref:
            raise UserError(
                self.env._(
                    "Type the transaction id that %(operator)s sent, then validate again.",
                    operator=self.journal_id._kms_operator_label(),
                )
            )
        if len(self.batches) > 1 or (self.can_group_payments and not self.group_payment):
            raise UserError(
                self.env._(
                    "One mobile money transaction makes one payment of one customer. Collect the "
                    "invoices of each customer apart, with the transaction id of each."
                )
            )

    def action_kms_collect_and_print(self):
        """Register the payment and print its receipt.

        :return: the report action
        :rtype: dict
        """
        self.check_access("write")
        payments = self._create_payments()
        report = self.env.ref("account.action_report_payment_receipt")
        return {**report.report_action(payments, config=False), "close_on_report_download": True}
