from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .kms_dispute import COMPENSATING

UNDONE_PAYMENTS = ("draft", "canceled", "rejected")


class KmsDispute(models.Model):
    """What is undone in the books is undone in the dispute: every gain has its reversal."""

    _inherit = "kms.dispute"

    # ------------------------------------------------------------
    # WHAT STANDS
    # ------------------------------------------------------------

    def _kms_standing_amount(self, move):
        """Return what a document is worth, less what posted documents reverse of it.

        :rtype: float
        """
        undone = move.reversal_move_ids.filtered(lambda reversal: reversal.state == "posted")
        return move.amount_total - sum(undone.mapped("amount_total"))

    def _kms_standing_moves(self):
        """Return the documents that are neither cancelled nor reversed as a whole.

        :rtype: account.move
        """
        # sudo: whoever takes the step need not read the books.
        return self.sudo().move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and move.currency_id.compare_amounts(self._kms_standing_amount(move), 0) > 0
            )
        )

    def _kms_standing_payments(self):
        # sudo: as above.
        return self.sudo().payment_ids.filtered(
            lambda payment: payment.state not in UNDONE_PAYMENTS
        )

    def _kms_standing_pickings(self):
        # sudo: as above.
        return self.sudo().picking_ids.filtered(lambda picking: picking.state != "cancel")

    def _kms_credits(self):
        """Return the posted credit notes that stand."""
        return self._kms_standing_moves().filtered(
            lambda move: move.move_type == "out_refund" and move.state == "posted"
        )

    def _kms_is_done(self):
        """Whether all that the solution is made of is there, posted, paid back and moved.

        :rtype: bool
        """
        self.ensure_one()
        return (
            not self._kms_misses_documents()
            and all(move.state == "posted" for move in self._kms_standing_moves())
            and all(picking.state == "done" for picking in self._kms_standing_pickings())
        )

    def _kms_misses_documents(self):
        """Whether a part of the solution is not there: not made yet, or undone since.

        :rtype: bool
        """
        self.ensure_one()
        if self.solution == "replacement":
            return not self._kms_standing_pickings()
        if self.solution not in COMPENSATING:
            return self.solution != "none" and not self.card_id
        credits = self._kms_credits()
        if self.solution == "store_credit":
            given = self.card_id
        else:
            owed = self.journal_id and any(credits.mapped("amount_residual"))
            given = not owed or self._kms_standing_payments()
        # sudo: as above; transfers that were cancelled since were a decision too.
        goods = self.sudo().line_ids.filtered(lambda line: line.product_id.type == "consu")
        back = not self.goods_back or not goods or self.sudo().picking_ids
        return not (credits and given and back)

    # ------------------------------------------------------------
    # UNITS
    # ------------------------------------------------------------

    def _kms_credited_units(self):
        """Return how many units of each line posted credit notes give the money back for.

        :rtype: dict[kms.dispute.line, float]
        """
        units = {}
        for dispute in self:
            claimable = dispute.line_ids.filtered(lambda line: line._kms_is_claimable())
            for sold, lines in claimable.grouped(lambda line: line._kms_get_sold()).items():
                left = dispute._kms_credited_of(sold)
                for line in lines[:-1]:
                    units[line] = min(line.quantity, left)
                    left -= units[line]
                units[lines[-1]] = left
        return units

    def _kms_credited_of(self, sold):
        """Return the units of a sold line that this dispute's posted credit notes give back.

        :param sold: `sale.order.line` record
        :rtype: float
        """
        self.ensure_one()
        units = 0
        for item in sold.invoice_lines.filtered(lambda item: item.parent_state == "posted"):
            move = item.move_id
            quantity = item.product_uom_id._compute_quantity(item.quantity, sold.product_uom_id)
            if move.move_type == "out_refund" and move.kms_dispute_id == self:
                units += quantity
            elif (
                move.move_type == "out_invoice"
                and move.reversed_entry_id.move_type == "out_refund"
                and move.reversed_entry_id.kms_dispute_id == self
            ):
                units -= quantity
        return max(units, 0)

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    def _kms_follow_documents(self):
        """Called when a document of these disputes is posted, reset, cancelled or reversed.

        Units, store credit and state follow the posted documents; nothing else says what was
        given back.

        :raise UserError: a posted document gives back more than was sold, or a store credit that
            is to be taken back has been spent
        """
        for dispute in self:
            for line, units in dispute._kms_credited_units().items():
                line._kms_claim_to(units)
            dispute._kms_reconcile(
                dispute._kms_credits() | dispute._kms_standing_payments().move_id
            )
            dispute._kms_follow_wallet()
            if dispute.state == "resolved" and not dispute._kms_is_done():
                dispute._kms_reopen()
        self.filtered(lambda dispute: dispute._kms_has_documents())._kms_close_when_done()

    def _kms_follow_wallet(self):
        """Take from the customer's wallet what the books no longer give."""
        self.ensure_one()
        if self.solution != "store_credit" or not self.card_id:
            return
        posted = self._kms_standing_moves().filtered(lambda move: move.state == "posted")
        worth = {
            kind: sum(self._kms_standing_amount(move) for move in posted if move.move_type == kind)
            for kind in ("out_refund", "out_invoice")
        }
        history = self.card_id.history_ids.filtered(
            lambda entry: entry.order_model == self._name and entry.order_id == self.id
        )
        given = sum(history.mapped("issued")) - sum(history.mapped("used"))
        change = min(worth.values()) - given
        if self.currency_id.is_zero(change):
            return
        if self.currency_id.compare_amounts(self.card_id.points + change, 0) < 0:
            self._kms_refuse_spent(-change)
        self._kms_move_wallet(change)
        if not min(worth.values()):
            self.card_id = False

    def _kms_move_wallet(self, change):
        self.card_id.points += change
        self.env["loyalty.history"].create(
            {
                "card_id": self.card_id.id,
                "description": self.name,
                "issued": max(change, 0),
                "used": max(-change, 0),
                "order_model": self._name,
                "order_id": self.id,
            }
        )

    def _kms_refuse_spent(self, amount):
        raise UserError(
            self.env._(
                "%(dispute)s gave a store credit of %(amount)s, of which %(left)s is left: the "
                "customer has spent the rest. The cash desk takes that purchase back first, or the "
                "accountant leaves the credit note as it is.",
                dispute=self.name,
                amount=format_amount(self.env, amount, self.currency_id),
                left=format_amount(self.env, self.card_id.points, self.currency_id),
            )
        )

    def _kms_reopen(self):
        """What had resolved the dispute was undone: the manager decides anew."""
        self.ensure_one()
        self.write({"state": "in_progress", "resolved_date": False})
        self.message_post(
            body=self.env._("Open again: what had resolved it was undone in the books.")
        )
        manager = self.responsible_id or self.company_id._kms_get_managers()[:1]
        if manager:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=self.env._("Dispute to decide anew"),
                user_id=manager.id,
            )

    def _kms_pay_again(self):
        """The payment was cancelled, the credit note stands: give the money back once more."""
        self.ensure_one()
        if self.solution == "refund":
            for credit in self._kms_credits():
                self._kms_pay_back(credit)
