from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

# A payment in one of these states has moved no money: its transaction id is free.
FREE_STATES = ("draft", "canceled", "rejected")
MAX_REF_LENGTH = 64


def _duplicate_message(env, _diagnostics=None):
    return env._(
        "Another payment with the same transaction id was recorded at this very moment. Check the "
        "operator's message, then type the id of this payment."
    )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    kms_mobile_operator = fields.Selection(related="journal_id.kms_mobile_operator")
    kms_transaction_ref = fields.Char(
        string="Transaction id",
        copy=False,
        tracking=True,
        help="The id in the operator's message. It pays once: a cancelled payment sets it free, a "
        "reversed one does not, as its money did arrive.",
    )

    _kms_transaction_ref_unique = models.UniqueIndex(
        "(journal_id, kms_transaction_ref) WHERE kms_transaction_ref IS NOT NULL "
        "AND state NOT IN ('draft', 'canceled', 'rejected')",
        _duplicate_message,
    )

    @api.constrains("state", "journal_id", "kms_transaction_ref")
    def _check_kms_transaction_ref(self):
        for payment in self:
            if (
                payment.state not in FREE_STATES
                and not payment.kms_transaction_ref
                and payment._kms_needs_transaction_ref()
            ):
                raise ValidationError(
                    self.env._(
                        "Type the transaction id that %(operator)s sent: a mobile money payment is "
                        "not recorded without it.",
                        operator=payment.journal_id._kms_operator_label(),
                    )
                )

    def _kms_needs_transaction_ref(self):
        """Whether the payment stands for one transaction of a mobile operator.

        :rtype: bool
        """
        self.ensure_one()
        return bool(self.kms_mobile_operator)

    @api.model
    def _kms_normalise_ref(self, ref):
        """Write a transaction id in its one form: no blank, upper case.

        :param ref: as typed or pasted, may be empty
        :type ref: str | bool
        :rtype: str | bool
        :raise ValidationError: longer than any operator's id
        """
        ref = "".join((ref or "").split()).upper()
        if len(ref) > MAX_REF_LENGTH:
            raise ValidationError(
                self.env._(
                    "A transaction id has at most %(limit)s characters. Copy only the id from the "
                    "operator's message.",
                    limit=MAX_REF_LENGTH,
                )
            )
        return ref or False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "kms_transaction_ref" in vals:
                vals["kms_transaction_ref"] = self._kms_normalise_ref(vals["kms_transaction_ref"])
        return super().create(vals_list)

    def write(self, vals):
        if "kms_transaction_ref" in vals:
            vals = {
                **vals,
                "kms_transaction_ref": self._kms_normalise_ref(vals["kms_transaction_ref"]),
            }
        if not {"state", "journal_id", "kms_transaction_ref"}.isdisjoint(vals):
            self._kms_check_ref_unused(vals)
        return super().write(vals)

    def _kms_check_ref_unused(self, vals):
        """Say which payment has used the transaction id already.

        The unique index is the guard; it cannot say who came first, so look before writing.

        :param dict vals: what is about to be written
        :raise ValidationError: a transaction id would count twice
        """
        for payment in self:
            ref = vals.get("kms_transaction_ref", payment.kms_transaction_ref)
            if not ref or vals.get("state", payment.state) in FREE_STATES:
                continue
            journal = payment.journal_id.browse(vals.get("journal_id", payment.journal_id.id))
            message = payment._kms_used_ref_message(journal, ref)
            if message:
                raise ValidationError(message)

    def _kms_used_ref_message(self, journal, ref):
        """Name the payment, other than these, that has used a transaction id.

        :param journal: `account.journal` of the mobile operator
        :param str ref: in its normal form
        :return: a sentence, or an empty text when the id is free
        :rtype: str
        """
        first = self.search(
            [
                ("id", "not in", self.ids),
                ("journal_id", "=", journal.id),
                ("kms_transaction_ref", "=", ref),
                ("state", "not in", FREE_STATES),
            ],
            limit=1,
        )
        if not first:
            return ""
        return self.env._(
            "The transaction id %(ref)s was already used by the payment %(payment)s of %(partner)s "
            "on %(date)s. Check the operator's message, then type the id of this payment.",
            ref=ref,
            payment=first.display_name,
            partner=first.partner_id.display_name or "-",
            date=format_date(self.env, first.date),
        )

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        """The entry shows the transaction id: that is what the operator's statement lists."""
        vals = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        if self.kms_transaction_ref:
            vals["ref"] = " - ".join(filter(None, [vals["ref"], self.kms_transaction_ref]))
        return vals
