from odoo import models
from odoo.exceptions import LockError, UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_kms_invoice_and_collect(self):
        """Invoice what can be invoiced and open the payment, whoever comes second included.

        :return: the action of the payment wizard
        :rtype: dict
        :raise UserError: nothing is left to invoice or to pay
        """
        self.ensure_one()
        self.check_access("write")
        # Invoicing writes the order's status: a cashier who comes later is retried, sees the
        # invoice and does not make another; one who comes at the same moment is told.
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "A colleague is collecting the order %(order)s at this very moment. Wait a "
                    "few seconds, then look whether something is left to collect.",
                    order=self.name,
                )
            ) from error
        if self.invoice_status == "to invoice":
            self._create_invoices(final=True)
        self.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        unpaid = self.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and move.payment_state in ("not_paid", "partial")
            )
        )
        if not unpaid:
            raise UserError(
                self.env._("Nothing is left to collect for the order %(order)s.", order=self.name)
            )
        return unpaid.action_register_payment()
