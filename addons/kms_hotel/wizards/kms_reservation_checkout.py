from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_amount

KINDS = [
    ("deposit", "Deposit"),
    ("departure", "Departure"),
    ("settle", "Open amount"),
    ("release", "Leave unpaid"),
]


class KmsReservationCheckout(models.TransientModel):
    """Money at the desk: a deposit, the rest at the departure, what is given back."""

    _name = "kms.reservation.checkout"
    _description = "Departure or deposit"

    reservation_id = fields.Many2one("kms.reservation", required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, default="departure")
    company_id = fields.Many2one(related="reservation_id.company_id")
    currency_id = fields.Many2one(related="reservation_id.currency_id")
    order_ids = fields.Many2many(
        "sale.order",
        compute="_compute_order_ids",
        compute_sudo=True,
        export_string_translation=False,
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Folio",
        domain="[('id', 'in', order_ids)]",
        compute="_compute_order_id",
        store=True,
        readonly=False,
        compute_sudo=True,
    )
    payer_id = fields.Many2one(related="order_id.partner_id", string="Payer", related_sudo=True)
    nights_left = fields.Integer(
        string="Nights given back", compute="_compute_due", compute_sudo=True
    )
    amount_due = fields.Monetary(string="Due", compute="_compute_due", compute_sudo=True)
    amount_others = fields.Monetary(
        string="Due on the other folios", compute="_compute_due", compute_sudo=True
    )
    is_refund = fields.Boolean(
        compute="_compute_due", compute_sudo=True, export_string_translation=False
    )
    on_account = fields.Boolean(
        compute="_compute_due", compute_sudo=True, export_string_translation=False
    )
    amount = fields.Monetary(
        string="Paid now", compute="_compute_amount", store=True, readonly=False
    )
    journal_ids = fields.Many2many(
        "account.journal",
        compute="_compute_journal_ids",
        compute_sudo=True,
        export_string_translation=False,
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Paid by",
        domain="[('id', 'in', journal_ids)]",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        compute_sudo=True,
    )
    kms_mobile_operator = fields.Selection(
        related="journal_id.kms_mobile_operator",
        related_sudo=True,
        export_string_translation=False,
    )
    kms_transaction_ref = fields.Char(
        string="Transaction id",
        help="The id in the operator's message, for instance MP260315.1042.A12345.",
    )
    reason = fields.Char(string="Why they may leave unpaid")

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("reservation_id", "kind")
    def _compute_order_ids(self):
        for wizard in self:
            stay = wizard.reservation_id._origin
            departs = wizard.kind in ("departure", "release")
            wizard.order_ids = stay._orders_to_settle() if departs else stay._orders()

    @api.depends("order_ids")
    def _compute_order_id(self):
        for wizard in self:
            orders = wizard.order_ids._origin
            due = {order: wizard._due_of(order) for order in orders}
            open_orders = orders.filtered(
                lambda order, due=due: not order.currency_id.is_zero(due[order])
            )
            wizard.order_id = (open_orders or orders)[:1]

    @api.depends("reservation_id", "kind", "order_id")
    def _compute_due(self):
        for wizard in self:
            departs = wizard.kind == "departure"
            wizard.nights_left = (
                len(wizard.reservation_id._origin._nights_given_back()) if departs else 0
            )
            wizard.amount_due = wizard._due_of(wizard.order_id)
            wizard.amount_others = sum(
                wizard._due_of(order)
                for order in wizard.order_ids._origin - wizard.order_id._origin
            )
            wizard.is_refund = wizard.amount_due < 0
            terms = wizard.order_id.payment_term_id.line_ids
            wizard.on_account = departs and terms and all(line.nb_days for line in terms)

    def _due_of(self, order):
        """Return what one folio asks for at this desk; below 0, what is given back."""
        self.ensure_one()
        # While the form is being filled in, the records behind it are copies.
        stay, order = self.reservation_id._origin, order._origin
        if self.kind == "deposit":
            return stay.deposit_asked or stay.night_ids[:1].amount
        if self.kind == "settle":
            return stay._open_balance(order)
        moves = order.invoice_ids.filtered(lambda move: move.state == "posted")
        paid = sum(
            -move.direction_sign * (move.amount_total - move.amount_residual) for move in moves
        )
        return order.amount_total - paid - stay._price_with_taxes(stay._nights_given_back(), order)

    @api.depends("amount_due", "on_account")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = 0 if wizard.on_account else abs(wizard.amount_due)

    @api.depends("company_id")
    def _compute_journal_ids(self):
        for wizard in self:
            journals = self.env["account.journal"].search(
                [("type", "in", ("cash", "bank")), ("company_id", "=", wizard.company_id.id)]
            )
            # Where there are tills, the money of one is counted with its session, not here.
            if "pos_payment_method_ids" in journals._fields:
                journals = journals.filtered(
                    lambda journal: journal.type != "cash" or not journal.pos_payment_method_ids
                )
            wizard.journal_ids = journals

    @api.depends("journal_ids")
    def _compute_journal_id(self):
        for wizard in self:
            journals = wizard.journal_ids
            wizard.journal_id = (journals.filtered(lambda one: one.type == "cash") or journals)[:1]

    @api.constrains("order_id")
    def _check_order_id(self):
        """Its payer and what is due are read as the system: not those of any order."""
        for wizard in self:
            if wizard.order_id and wizard.order_id not in wizard.order_ids:
                raise ValidationError(self.env._("Choose a folio of this stay."))

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_confirm(self):
        """Take the money: post the invoice, register the payment, let the guest go.

        A part paid brings the desk back for the rest: cash first, mobile money for the remainder.

        :return: the receipt to print with the link to the rating, or the desk again
        :rtype: dict
        :raise UserError: no way of paying, a wrong amount, guests who would leave unpaid
        """
        self.ensure_one()
        self.check_access("write")
        stay = self.reservation_id
        stay.check_access("write")
        self._check_money()
        order, amount = self.order_id, self.amount
        if self.kind == "deposit":
            order = self._invoice_deposit(amount)
        elif self.kind == "departure":
            stay._end_stay()
        payments = self._pay(order, amount)
        if self.kind == "departure":
            if payments and stay._missing_amount() > stay.release_amount:
                return stay.action_open_checkout()
            stay.action_check_out()
        return self._done(payments)

    def action_allow(self):
        """Let the guests leave owing what is due.

        :rtype: dict
        :raise UserError: by someone who is no manager, or without a reason
        """
        self.ensure_one()
        self.check_access("write")
        due = sum(self.sudo()._due_of(order) for order in self.order_ids)  # sudo: reads the books
        self.reservation_id._release(max(due, 0), self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _check_money(self):
        stay = self.reservation_id
        if self.kind not in ("deposit", "departure", "settle"):
            raise UserError(self.env._("Nothing is paid here."))
        if self.kind == "departure" and stay.state != "checked_in":
            raise UserError(self.env._("Only guests who are in house leave."))
        if self.amount < 0 or (self.amount and not self.journal_id):
            raise UserError(self.env._("Say how it is paid, and an amount of 0 or more."))
        if self.journal_id and self.journal_id not in self.journal_ids:
            raise UserError(self.env._("Choose a cash, bank or mobile money journal."))
        if self.order_id not in self.order_ids and self.kind != "deposit":
            self.order_id = self.order_ids[:1]

    def _invoice_deposit(self, amount):
        stay = self.reservation_id
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("A deposit is more than 0."))
        if stay.state == "pending":
            stay.action_confirm()
        if stay.state not in ("confirmed", "checked_in"):
            raise UserError(self.env._("A deposit is taken for a stay to come."))
        if self.currency_id.compare_amounts(amount, stay.folio_id.amount_total) > 0:
            raise UserError(self.env._("The deposit is more than the stay. Check the amount."))
        # sudo: the concierge takes deposits and has no other right on the books.
        Advance = self.env["sale.advance.payment.inv"].sudo()
        advance = Advance.create(
            {
                "advance_payment_method": "fixed",
                "fixed_amount": amount,
                "sale_order_ids": [Command.set(stay.folio_id.ids)],
            }
        )
        advance._create_invoices(stay.folio_id.sudo()).action_post()  # sudo: as above
        return stay.folio_id

    def _pay(self, order, amount):
        """Register what changes hands now against what is open on the folio.

        :rtype: account.payment
        """
        # sudo: as for the invoice; the amount is what the guest hands over, or gets.
        order = order.sudo()
        balance = self.reservation_id._open_balance(order)
        kind = "out_refund" if balance < 0 else "out_invoice"
        moves = order.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == kind and move.amount_residual
        )
        if self.currency_id.compare_amounts(amount, abs(balance)) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s is more than the %(due)s that are open. Type the exact amount.",
                    amount=format_amount(self.env, amount, self.currency_id),
                    due=format_amount(self.env, abs(balance), self.currency_id),
                )
            )
        if self.currency_id.is_zero(amount) or not moves:
            return self.env["account.payment"]
        register = self.env["account.payment.register"].sudo()  # sudo: as above
        return (
            register.with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "journal_id": self.journal_id.id,
                    "amount": amount,
                    "group_payment": True,
                    "payment_date": self.company_id._kms_today(),
                    "kms_transaction_ref": self.kms_transaction_ref,
                }
            )
            ._create_payments()
        )

    def _done(self, payments):
        """Print the receipt, and hand over the link to the rating of a guest who leaves."""
        stay = self.reservation_id
        receipt = False
        if payments or self.kind == "departure":
            report = self.env.ref("kms_hotel.action_report_receipt")
            receipt = report.report_action(stay, config=False)
        left = self.kind == "departure"
        mailed = left and bool(stay.partner_id.email)
        if mailed:
            stay.action_kms_ask_email()
        return {
            "type": "ir.actions.client",
            "tag": "kms_hotel.money_done",
            "params": {
                "message": self._done_message(payments, mailed),
                "receipt": receipt,
                "rate": stay.id if left and stay.partner_id.phone_sanitized else False,
            },
        }

    def _done_message(self, payments, mailed):
        stay = self.reservation_id
        parts = []
        if payments:
            amount = format_amount(self.env, sum(payments.mapped("amount")), self.currency_id)
            parts.append(
                self.env._("%(amount)s given back.", amount=amount)
                if payments.payment_type == "outbound"
                else self.env._("%(amount)s received.", amount=amount)
            )
        if self.kind == "departure":
            parts.append(
                self.env._(
                    "%(customer)s has left room %(room)s.",
                    customer=stay.partner_id.name,
                    room=stay.room_id.name,
                )
            )
        if mailed:
            parts.append(self.env._("The rating is asked for by e-mail."))
        return " ".join(parts) or self.env._("Nothing was paid: the amount stays on account.")
