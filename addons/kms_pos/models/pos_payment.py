from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.kms_base.defaults import without_defaults

# What the server alone decides: a till neither reads nor writes it.
SERVER_FIELDS = ("kms_transaction_claim", "kms_review_reason")


class PosPayment(models.Model):
    _inherit = "pos.payment"

    kms_transaction_claim = fields.Char(
        string="Claimed transaction",
        copy=False,
        readonly=True,
        groups="point_of_sale.group_pos_manager",
        help="Journal and transaction id, held by the first payment that brought them.",
    )
    kms_review_reason = fields.Selection(
        [
            ("missing", "No readable transaction id"),
            ("duplicate", "Transaction id used before"),
        ],
        string="To review",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="point_of_sale.group_pos_manager",
    )

    _kms_transaction_claim_unique = models.UniqueIndex(
        "(kms_transaction_claim) WHERE kms_transaction_claim IS NOT NULL"
    )

    @api.model
    def _load_pos_data_fields(self, config):
        # Without a list core loads every field, and the till sends each one back.
        names = super()._load_pos_data_fields(config) or list(self._fields)
        return [name for name in names if name not in SERVER_FIELDS]

    @api.model_create_multi
    def create(self, vals_list):
        plain = without_defaults(self, SERVER_FIELDS)
        payments = super(PosPayment, plain).create(
            [self._kms_strip_server_fields(vals) for vals in vals_list]
        )
        payments._kms_claim_when_paid()
        return payments

    def write(self, vals):
        result = super().write(self._kms_strip_server_fields(vals))
        if not {"payment_method_id", "transaction_id"}.isdisjoint(vals):
            self._kms_claim_when_paid()
        return result

    def _kms_claim_when_paid(self):
        """The payments of a paid order can still be edited on its form: look at them again."""
        if self.env.su:
            return
        paid = self.filtered(lambda payment: payment.pos_order_id.state not in ("draft", "cancel"))
        paid._kms_claim_transactions()
        for order in paid.pos_order_id:
            order._kms_call_for_review()

    def _kms_strip_server_fields(self, vals):
        """A forged decision is dropped rather than refused: the order was paid."""
        if self.env.su:
            return vals
        return {name: value for name, value in vals.items() if name not in SERVER_FIELDS}

    @api.model
    def _kms_transaction_key(self, journal, ref):
        return f"{journal.id}:{ref}"

    @api.model
    def _kms_used_ref_message(self, journal, ref):
        """Name the till order that has used a transaction id.

        :param journal: `account.journal` of the mobile operator
        :param str ref: in its normal form
        :return: a sentence, or an empty text when no till has used the id
        :rtype: str
        """
        # The claim is hidden from tills; whoever is about to use an id may learn where it went.
        first = self.sudo().search(
            [("kms_transaction_claim", "=", self._kms_transaction_key(journal, ref))], limit=1
        )
        if not first:
            return ""
        return self.env._(
            "The transaction id %(ref)s has already paid the order %(order)s at the till on "
            "%(date)s. Check the operator's message, then type the id of this payment.",
            ref=ref,
            order=first.pos_order_id.pos_reference or first.pos_order_id.name,
            date=format_date(self.env, first.payment_date),
        )

    def _kms_claim_transactions(self):
        """Claim the transaction id of each mobile money payment, or keep it for review.

        A paid order is never refused: what is wrong with its payment is written on it.
        """
        # A cashier's own sync runs this, on fields that are the server's.
        for payment in self.sudo():
            reason = payment._kms_claim_transaction()
            if payment.kms_review_reason != reason:
                payment.kms_review_reason = reason

    def _kms_claim_transaction(self):
        """Claim one transaction id.

        :return: a value of `kms_review_reason`, False when all is well
        :rtype: str | bool
        """
        self.ensure_one()
        journal = self.payment_method_id.journal_id
        ref = journal.kms_mobile_operator and self._kms_readable_ref()
        claim = self._kms_transaction_key(journal, ref) if ref else False
        if claim and self.kms_transaction_claim == claim:
            return False
        if self.kms_transaction_claim:
            self.kms_transaction_claim = False
        if not journal.kms_mobile_operator:
            return False
        if not ref:
            return "missing"
        self.transaction_id = ref
        if self.env["account.payment"]._kms_used_ref_message(journal, ref):
            return "duplicate"
        try:
            # Two tills at the same moment: the index lets one through, the other is kept.
            with self.env.cr.savepoint():
                self.kms_transaction_claim = claim
                self.flush_recordset(["kms_transaction_claim"])
        except UniqueViolation:
            return "duplicate"
        return False

    def _kms_readable_ref(self):
        try:
            return self.env["account.payment"]._kms_normalise_ref(self.transaction_id)
        except ValidationError:
            return False

    def _create_payment_moves(self, is_reverse=False):
        """The entry of an invoiced order shows the operator's id, as its statement does."""
        moves = super()._create_payment_moves(is_reverse)
        for payment in self:
            if payment.payment_method_id.kms_mobile_operator and payment.transaction_id:
                move = payment.account_move_id
                move.ref = " - ".join(filter(None, [move.ref, payment.transaction_id]))
        return moves

    def action_kms_check_again(self):
        """Look at the transaction id once more, after it was corrected."""
        self.check_access("write")
        self._kms_check_reviewer()
        self._kms_claim_transactions()

    def action_kms_accept(self):
        """Close the review of a payment that is in order in spite of its transaction id."""
        self.check_access("write")
        self._kms_check_reviewer()
        labels = dict(self._fields["kms_review_reason"]._description_selection(self.env))
        # The reviewer was checked; nobody writes the decision in their own name.
        for payment in self.sudo():
            payment.pos_order_id.with_env(self.env).message_post(
                body=self.env._(
                    "Payment accepted after review. Reason for the review: %(reason)s.",
                    reason=labels.get(payment.kms_review_reason, ""),
                )
            )
            payment.kms_review_reason = False

    def _kms_check_reviewer(self):
        """A cashier writes payments, but does not read why one is reviewed, let alone close it."""
        self._check_field_access(self._fields["kms_review_reason"], "write")
