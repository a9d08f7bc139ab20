from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount

from .kms_dispute import COMPENSATING


class KmsDispute(models.Model):
    """Solutions: each makes its documents, in one transaction."""

    _inherit = "kms.dispute"

    # ------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------

    def action_take(self):
        """The manager takes the dispute on."""
        self.check_access("write")
        self._kms_lock()
        self._kms_expect_open()
        # sudo: a sealed field; it may be taken on, as was checked above.
        self.sudo().write({"state": "in_progress", "responsible_id": self.env.uid})
        return True

    def action_resolve(self):
        """Do what the solution says, once: documents, stock and money together or nothing.

        :raise UserError: no solution, not by a manager, ended already, or more than was sold
        """
        self.check_access("write")
        self._kms_check_manager()
        self._kms_lock()
        for dispute in self:
            dispute._kms_expect_open()
            if not dispute.solution:
                raise UserError(self.env._("Choose the solution first."))
            if dispute._kms_has_documents():
                dispute._kms_pay_again()
                dispute._kms_close_when_done()
                continue
            if dispute.solution in COMPENSATING:
                dispute._kms_check_not_on_the_way()
                dispute._kms_claim_units()
            getattr(dispute, f"_kms_solve_{dispute.solution}")()
            # sudo: a sealed field; the manager was checked above.
            dispute.sudo().state = "in_progress"
            dispute._kms_close_when_done()
        return True

    def action_abandon(self):
        """Nothing comes of it.

        :raise UserError: documents were made: they are part of the books
        """
        self.check_access("write")
        self._kms_check_manager()
        self._kms_lock()
        for dispute in self:
            dispute._kms_expect_open()
            if dispute._kms_has_documents():
                raise UserError(
                    self.env._(
                        "%(dispute)s has documents already: %(documents)s. The accountant "
                        "cancels or reverses what is posted, the storekeeper what is to be moved; "
                        "then it can be abandoned.",
                        dispute=dispute.name,
                        documents=dispute.document_names,
                    )
                )
        # sudo: a sealed field; the manager was checked above.
        self.sudo().state = "abandoned"
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_view_documents(self):
        """Open the transfers of the dispute."""
        self.check_access("read")
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _kms_lock(self):
        """Wait for whoever is solving these disputes; Odoo runs a stale call again."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM kms_dispute WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(self.ids) or (0,),
            )
        )
        self.invalidate_recordset(["state"])

    def _kms_check_manager(self):
        if not self.env.user.has_group("kms_base.role_marketing"):
            raise UserError(self.env._("The marketing manager decides on disputes. Ask them to."))

    def _kms_expect_open(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for dispute in self:
            if dispute.state not in ("reported", "in_progress"):
                raise UserError(
                    self.env._(
                        '%(dispute)s is "%(state)s" already. Reload the page to see it. The '
                        "accountant opens it again by reversing its documents; anything else is "
                        "another dispute.",
                        dispute=dispute.name,
                        state=labels[dispute.state],
                    )
                )

    def _kms_has_documents(self):
        """Whether documents of the solution stand; those cancelled or reversed are no more.

        :rtype: bool
        """
        # sudo: the manager sees that documents exist, whoever may read them.
        dispute = self.sudo()
        return bool(
            dispute._kms_standing_moves() or dispute._kms_standing_pickings() or dispute.card_id
        )

    def _kms_claim_units(self):
        """Count the units as compensated, once in the life of each.

        The counter on the sale's line is the guard: two disputes about the same unit change the
        same row, one of them is run again and reads the sentence.

        :raise UserError: more than was sold and not compensated yet
        """
        self.ensure_one()
        if not self.line_ids or not all(line._kms_is_claimable() for line in self.line_ids):
            raise UserError(
                self.env._("Say which lines of which sale it is about: money goes back for those.")
            )
        for line in self.line_ids:
            line._kms_claim_to(line.quantity)

    # ------------------------------------------------------------
    # SOLUTIONS
    # ------------------------------------------------------------

    def _kms_solve_none(self):
        """The answer is no, or nothing is owed."""

    def _kms_solve_refund(self):
        """A credit note, and the money back for what the customer had paid."""
        credit = self._kms_make_credit_note()
        self._kms_settle(credit)
        self._kms_pay_back(credit)
        if self.goods_back:
            self._kms_take_goods_back()

    def _kms_solve_store_credit(self):
        """A credit note, whose worth goes onto the customer's wallet."""
        credit = self._kms_make_credit_note()
        self._kms_settle(credit)
        amount = credit.amount_residual
        if not amount:
            raise UserError(
                self.env._(
                    "Nothing of this was paid, so there is no credit to give: choose the refund, "
                    "which takes the debt away."
                )
            )
        self._kms_fill_wallet(credit, amount)
        if self.goods_back:
            self._kms_take_goods_back()

    def _kms_solve_replacement(self):
        """The goods come back and others go out: core's exchange."""
        self._kms_take_goods_back(exchange=True)

    def _kms_solve_goodwill(self):
        """A coupon for the next purchase."""
        if self.goodwill_amount <= 0:
            raise UserError(self.env._("Write what the coupon is worth."))
        program = self._kms_get_program("coupons")
        # sudo: a sealed field.
        self.sudo().card_id = self._kms_issue(program, self.goodwill_amount, new=True)

    # ------------------------------------------------------------
    # CLOSING
    # ------------------------------------------------------------

    def _kms_close_when_done(self):
        """Called whenever a document moves: resolved once all of them are posted and done."""
        for dispute in self.filtered(lambda dispute: dispute.state == "in_progress"):
            # sudo: whoever validates the last document closes the dispute.
            documents = dispute.sudo()
            if not dispute.solution or (
                dispute.solution != "none" and not dispute._kms_has_documents()
            ):
                continue
            if documents._kms_is_done():
                documents.write({"state": "resolved", "resolved_date": fields.Datetime.now()})
                documents.activity_unlink(["mail.mail_activity_data_todo"])
                documents._kms_tell_reporter()

    def _kms_tell_reporter(self):
        self.ensure_one()
        labels = dict(self._fields["solution"]._description_selection(self.env))
        self.message_post(
            body=self.env._(
                "%(dispute)s is resolved: %(solution)s, %(amount)s.",
                dispute=self.name,
                solution=labels[self.solution],
                amount=format_amount(self.env, self.amount, self.currency_id),
            ),
            partner_ids=(self.user_id | self.responsible_id).partner_id.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )
