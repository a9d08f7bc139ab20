from odoo import models
from odoo.exceptions import UserError


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
        # Invoicing writes the order's status: of two cashiers the second is retried, sees the
        # invoice of the first and does not make another.
        self.lock_for_update()
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
