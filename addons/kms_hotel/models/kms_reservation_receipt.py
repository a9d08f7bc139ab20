from odoo import models


class KmsReservation(models.Model):
    """The paper that the guest takes away."""

    _inherit = "kms.reservation"

    def _prepare_receipt(self):
        """Return what the receipt says, read from the folios, invoices and payments.

        :return: `lines`, `payments`, `invoices`, `total`, `paid`, `left`
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        orders = self._orders()
        if self.group_id:
            # One room of a group gets its own lines; the payer has the whole on the invoice.
            orders -= self.group_id.sudo().folio_id  # sudo: as in _orders
        # sudo: the concierge prints what was billed and has no right on the books.
        lines = self.sudo().sale_line_ids.filtered("product_uom_qty")
        moves = orders.invoice_ids.filtered(lambda move: move.state == "posted")
        payments = moves.matched_payment_ids.sorted(lambda payment: (payment.date, payment.id))
        payments = payments.filtered(lambda payment: payment.state in ("in_process", "paid"))
        total = sum(lines.mapped("price_total"))
        paid = sum(payment.amount * self._payment_sign(payment) for payment in payments)
        return {
            "lines": [
                {
                    "name": line.name,
                    "quantity": f"{line.product_uom_qty:g}",
                    "price": line.price_unit,
                    "total": line.price_total,
                }
                for line in lines
            ],
            "payments": [
                {
                    "date": payment.date,
                    "journal": payment.journal_id.name,
                    "ref": payment.kms_transaction_ref,
                    "amount": payment.amount * self._payment_sign(payment),
                }
                for payment in payments
            ],
            "invoices": ", ".join(moves.sorted("id").mapped("name")),
            "total": total,
            "paid": paid,
            "left": total - paid,
        }

    def _payment_sign(self, payment):
        return 1 if payment.payment_type == "inbound" else -1
