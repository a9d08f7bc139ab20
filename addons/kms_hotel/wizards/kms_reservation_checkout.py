from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class KmsReservationCheckout(models.TransientModel):
    """Money at the desk: a deposit before the stay, the rest at the departure."""

    _name = "kms.reservation.checkout"
    _description = "Departure or deposit"

    reservation_id = fields.Many2one("kms.reservation", required=True, ondelete="cascade")
    is_deposit = fields.Boolean()
    company_id = fields.Many2one(related="reservation_id.company_id")
    currency_id = fields.Many2one(related="reservation_id.currency_id")
    nights_left = fields.Integer(
        string="Nights given back", compute="_compute_due", compute_sudo=True
    )
    amount_due = fields.Monetary(string="Due", compute="_compute_due", compute_sudo=True)
    amount = fields.Monetary(
        string="Paid now", compute="_compute_amount", store=True, readonly=False
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Paid by",
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', '=', company_id)]",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        compute_sudo=True,
    )

    @api.depends("reservation_id", "is_deposit")
    def _compute_due(self):
        for wizard in self:
            stay = wizard.reservation_id
            orders = stay.sale_line_ids.order_id | stay.folio_id
            paid = sum(
                -move.direction_sign * (move.amount_total - move.amount_residual)
                for move in orders.invoice_ids
                if move.state == "posted"
            )
            given_back = stay._nights_given_back()
            wizard.nights_left = len(given_back)
            wizard.amount_due = sum(orders.mapped("amount_total")) - paid
            wizard.amount_due -= stay._price_with_taxes(given_back)
            if wizard.is_deposit:
                wizard.amount_due = stay.deposit_asked or stay.night_ids[:1].amount

    @api.depends("amount_due")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = max(wizard.amount_due, 0)

    @api.depends("company_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = self.env["account.journal"].search(
                [("type", "=", "cash"), ("company_id", "=", wizard.company_id.id)], limit=1
            )

    def action_confirm(self):
        """Take the money: post the invoice, register the payment, let the guest go.

        :return: the stay, where the receipt and the satisfaction link are one tap away
        :rtype: dict
        :raise UserError: no way of paying, a negative amount
        """
        self.ensure_one()
        self.check_access("write")
        stay = self.reservation_id
        stay.check_access("write")
        if self.amount < 0 or (self.amount and not self.journal_id):
            raise UserError(self.env._("Say how it is paid, and an amount of 0 or more."))
        if self.is_deposit:
            moves = self._invoice_deposit()
        else:
            stay.action_check_out()
            others = stay.group_id.reservation_ids.filtered(
                lambda other: other.state in ("confirmed", "checked_in")
            )
            # A group pays once, when its last room leaves.
            moves = self.env["account.move"] if others else stay._invoice_folio()
        self._pay(moves)
        return stay._get_records_action()

    def _invoice_deposit(self):
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("A deposit is more than 0."))
        stay = self.reservation_id
        if stay.state == "pending":
            stay.action_confirm()
        # sudo: the concierge takes deposits and has no other right on the books.
        advance = (
            self.env["sale.advance.payment.inv"]
            .sudo()
            .create(
                {
                    "advance_payment_method": "fixed",
                    "fixed_amount": self.amount,
                    "sale_order_ids": [Command.set(stay.folio_id.ids)],
                }
            )
        )
        move = advance._create_invoices(stay.folio_id.sudo())  # sudo: as above
        move.action_post()
        return move

    def _pay(self, moves):
        """Register what is paid now against the open invoices of the stay."""
        stay = self.reservation_id
        # sudo: as for the invoice; the amount is what the guest hands over.
        orders = stay.sudo().sale_line_ids.order_id | stay.sudo().folio_id
        open_moves = (orders.invoice_ids | moves.sudo()).filtered(  # sudo: as above
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and move.amount_residual > 0
            )
        )
        left = self.amount
        for move in open_moves.sorted("id"):
            paid = min(left, move.amount_residual)
            if self.currency_id.compare_amounts(paid, 0) <= 0:
                break
            self.env["account.payment.register"].sudo().with_context(  # sudo: as above
                active_model="account.move", active_ids=move.ids
            ).create(
                {
                    "journal_id": self.journal_id.id,
                    "amount": paid,
                    "payment_date": stay.company_id._kms_today(),
                }
            )._create_payments()
            left -= paid
