from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class KmsReservation(models.Model):
    """Who leaves, and what is left of the money: nobody leaves unpaid unless a manager says so."""

    _inherit = "kms.reservation"

    release_user_id = fields.Many2one(
        "res.users", string="May leave unpaid, says", readonly=True, copy=False
    )
    release_amount = fields.Monetary(string="May leave owing", readonly=True, copy=False)
    release_reason = fields.Char(string="Why unpaid", readonly=True, copy=False)

    def _prepare_leaving(self, state):
        """Return what each cancellation costs, read before the nights are given back."""
        if state != "cancelled":
            return {}
        return {
            reservation: reservation._cancellation_fee()
            for reservation in self
            if reservation.state != "cancelled"
        }

    def _settle_leaving(self, state, fees):
        """Follow a change of state with its money.

        :param str state: the new one, or None
        :param dict fees: of :meth:`_prepare_leaving`
        :raise UserError: guests would leave unpaid
        """
        # The system itself may write history down, see _check_new_stay.
        if state == "checked_out" and not self.env.su:
            self._check_may_leave()
        if state in ("pending", "confirmed"):
            self._drop_fees()
        for reservation, fee in fees.items():
            reservation._charge_fee(fee)
            if reservation.folio_id and not reservation._shares_folio():
                reservation._invoice_folio()

    def _missing_amount(self):
        """Return what must be paid before the guests leave: what is not invoiced, or overdue.

        A payer with terms of payment leaves on account: the invoice is not due yet.

        :rtype: float
        """
        self.ensure_one()
        orders = self._orders_to_settle()
        today = self.company_id._kms_today()
        moves = orders.invoice_ids.filtered(lambda move: move.state == "posted")
        due = moves.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and (line.date_maturity or today) <= today
            )
        )
        missing = max(sum(due.mapped("amount_residual")), 0)
        for order in orders:
            if any(not line.display_type for line in order._get_invoiceable_lines(True)):
                posted = order.invoice_ids & moves
                billed = sum(-move.direction_sign * move.amount_total for move in posted)
                missing += max(order.amount_total - billed, 0)
        return self.currency_id.round(missing)

    def _check_may_leave(self):
        """:raise UserError: guests would leave without paying, and no manager has said so"""
        for reservation in self:
            missing = reservation._missing_amount()
            if reservation.currency_id.compare_amounts(missing, reservation.release_amount) > 0:
                raise UserError(
                    self.env._(
                        "%(missing)s is not paid for the stay of %(customer)s. Take it with "
                        '"Check out", or ask the marketing manager to let them leave unpaid.',
                        missing=format_amount(self.env, missing, reservation.currency_id),
                        customer=reservation.partner_id.name,
                    )
                )
            if not reservation.release_user_id:
                reservation._check_credit_limit()

    def _check_credit_limit(self):
        for order in self._orders_to_settle():
            partner = order.partner_invoice_id.commercial_partner_id.with_company(order.company_id)
            limited = order.company_id.account_use_credit_limit and partner.use_partner_credit_limit
            if (
                limited
                and order.currency_id.compare_amounts(partner.credit, partner.credit_limit) > 0
            ):
                raise UserError(
                    self.env._(
                        "%(customer)s would owe %(owed)s, over the limit of %(limit)s. Take a "
                        "payment, or ask the marketing manager to let them leave unpaid.",
                        customer=partner.display_name,
                        owed=format_amount(self.env, partner.credit, order.currency_id),
                        limit=format_amount(self.env, partner.credit_limit, order.currency_id),
                    )
                )

    def _end_stay(self):
        """Give the nights back that a departure now leaves unslept, and invoice the rest."""
        self.ensure_one()
        if leaves := self._early_departure():
            self.write({"checkout": leaves})
        return self._invoice_folio()

    def _release(self, amount, reason):
        """Write down that a manager lets the guests leave owing.

        :param float amount: what they may owe
        :param str reason: why, in words
        :raise UserError: by someone who is no marketing manager, or without a reason
        """
        self.ensure_one()
        if not self.env.user.has_group("kms_base.role_marketing"):
            raise UserError(
                self.env._("Only the marketing manager lets guests leave unpaid. Ask them to.")
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why they may leave unpaid."))
        # sudo: who allowed it is written by this step, not by whoever calls the server.
        self.sudo().write(
            {
                "release_user_id": self.env.uid,
                "release_amount": amount,
                "release_reason": reason,
            }
        )
        self.message_post(
            body=self.env._(
                "May leave owing %(amount)s: %(reason)s",
                amount=format_amount(self.env, amount, self.currency_id),
                reason=reason,
            )
        )
