from odoo import api, fields, models

from .kms_reservation_folio import BILLED


class KmsReservation(models.Model):
    """Invoices and money of a stay: all of it on Odoo's own invoices and payments."""

    _inherit = "kms.reservation"

    amount_open = fields.Monetary(
        string="Still open",
        compute="_compute_amount_open",
        compute_sudo=True,
        help="Invoiced and not paid; below 0, what the house has to give back.",
    )

    @api.depends("folio_id.invoice_ids.amount_residual", "sale_line_ids.order_id")
    def _compute_amount_open(self):
        for reservation in self:
            reservation.amount_open = reservation._open_balance(reservation._orders())

    def _orders(self):
        """Return the folios that bill this stay, as superuser."""
        # sudo: the concierge bills stays and has no other right on the books.
        stays = self.sudo()
        return stays.sale_line_ids.order_id | stays.folio_id

    def _shares_folio(self):
        """Whether other rooms of the group still live on its folio."""
        self.ensure_one()
        return self.folio_id == self.group_id.folio_id and any(
            other != self and other.folio_id == self.folio_id and other.state in BILLED[:2]
            for other in self.group_id.reservation_ids
        )

    def _orders_to_settle(self):
        """Return the folios that are settled with this stay: a group's with its last room."""
        self.ensure_one()
        orders = self._orders()
        return orders - self.folio_id if self._shares_folio() else orders

    def _open_balance(self, orders):
        """Return what is invoiced and not paid; below 0, what is to be given back."""
        moves = orders.invoice_ids.filtered(lambda move: move.state == "posted")
        return sum(-move.direction_sign * move.amount_residual for move in moves)

    def _invoice_folio(self, until=None):
        """Invoice what is still to invoice of the folios of this stay, and post it.

        :param datetime.date until: leave out the months after this day, and the deposits
        :rtype: account.move
        """
        self.ensure_one()
        orders = self._orders_to_settle().with_context(kms_invoice_until=until)
        moves = orders.invoice_ids.browse()
        # What a cancellation keeps is an invoice, the deposit that goes back a credit note.
        rounds = (False, True) if self.state == "cancelled" else (not until,)
        for final in rounds:
            billed = orders.filtered(
                lambda order, final=final: any(
                    not line.display_type for line in order._get_invoiceable_lines(final)
                )
            )
            if billed:
                moves |= billed._create_invoices(final=final)
        moves.action_post()
        self._offset(orders)
        return moves

    def _offset(self, orders):
        """Let credit notes pay the open invoices of the same folios."""
        lines = orders.invoice_ids.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )
        for group in lines.grouped(lambda line: (line.account_id, line.partner_id)).values():
            signs = {line.amount_residual > 0 for line in group if line.amount_residual}
            if len(signs) == 2:
                group.reconcile()

    def _price_with_taxes(self, nights, orders):
        """Return what some nights cost on these folios, taxes and stay tax included."""
        total = sum(nights.filtered(lambda night: night.stay_tax).mapped("stay_tax"))
        if self.folio_id not in orders:
            total = 0
        for line, mine in nights.grouped("sale_line_id").items():
            if line.order_id not in orders:
                continue
            left = line.price_unit * line.product_uom_qty - sum(mine.mapped("amount"))
            taxes = line.tax_ids.compute_all(
                left, line.currency_id, 1, line.product_id, line.order_partner_id
            )
            total += line.price_total - taxes["total_included"]
        return self.currency_id.round(total)

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_view_folio(self):
        """Open the folios of the stay.

        :rtype: dict
        """
        self.check_access("read")
        orders = self.sale_line_ids.order_id | self.folio_id
        return orders._get_records_action()

    def _open_desk(self, kind, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "kms.reservation.checkout",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_reservation_id": self.id, "default_kind": kind},
        }

    def action_open_checkout(self):
        """Open the departure: what is due, how it is paid.

        :rtype: dict
        """
        self.check_access("write")
        return self._open_desk("departure", self.env._("Departure"))

    def action_open_deposit(self):
        """Open the taking of a deposit, which confirms the option.

        :rtype: dict
        """
        self.check_access("write")
        return self._open_desk("deposit", self.env._("Deposit"))

    def action_open_settlement(self):
        """Open the paying, or the giving back, of what is invoiced and open.

        :rtype: dict
        """
        self.check_access("write")
        return self._open_desk("settle", self.env._("Open amount"))

    def action_open_release(self):
        """Open the manager's word that the guests may leave unpaid.

        :rtype: dict
        """
        self.check_access("write")
        return self._open_desk("release", self.env._("Let them leave unpaid"))

    def _open_settlement(self):
        if len(self) == 1 and not self.currency_id.is_zero(self.amount_open):
            return self.action_open_settlement()
        return True
