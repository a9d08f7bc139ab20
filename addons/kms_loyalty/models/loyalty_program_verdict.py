from odoo import api, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class LoyaltyProgram(models.Model):
    """What a code is answered, in words: at the till, on a sales order and in a trial."""

    _inherit = "loyalty.program"

    @api.model
    def _kms_answer(self, code, partner, company, day, lines, holder=None):
        """Judge a code.

        :param code: as typed
        :param tuple lines: the basket; None before there is one
        :return: the program and the card, empty for an unknown code, and a sentence for each
            condition that does not hold, by condition
        :rtype: tuple[loyalty.program, loyalty.card, dict[str, str]]
        """
        program, card = self._kms_find_code(code, company)
        if not program:
            return program, card, {}
        refusals = program._kms_refusals(card, partner, company, day, lines, holder)
        return program, card, {refusal.condition: program._kms_say(refusal) for refusal in refusals}

    def _kms_say(self, refusal):
        """Return the sentence for a condition that does not hold, with what is missing.

        :param ~..coupons.conditions.Refusal refusal:
        :rtype: str
        """
        self.ensure_one()
        sentences = {
            ("active", ""): lambda: self.env._("This coupon is no longer active."),
            ("dates", "early"): lambda: self.env._(
                "Valid from %(day)s on.", day=format_date(self.env, refusal.values["day"])
            ),
            ("dates", "late"): lambda: self.env._(
                "This coupon was valid until %(day)s.",
                day=format_date(self.env, refusal.values["day"]),
            ),
            ("limit", ""): lambda: self.env._("All uses of this coupon have been made."),
            ("customer", "unknown"): lambda: self.env._("Say first who the customer is."),
            ("customer", "other"): lambda: self.env._("This coupon belongs to another customer."),
            ("customer", "reached"): lambda: self.env._(
                "This customer has used it as often as allowed (%(times)s).",
                times=self.kms_max_per_customer,
            ),
            ("tier", ""): lambda: self.env._("Valid from %(tier)s on.", tier=self.kms_tier_id.name),
            ("combination", ""): lambda: self.env._(
                "This coupon does not add to the discount of the tier."
            ),
            ("products", ""): lambda: self.env._("Nothing in the basket is eligible."),
            ("minimum", ""): lambda: self.env._(
                "%(amount)s more.",
                amount=formatLang(
                    self.env, float(refusal.values["amount"]), currency_obj=self.currency_id
                ),
            ),
        }
        return sentences[refusal.condition, refusal.how]()

    @api.model
    def _kms_scope_sentence(self, scope):
        """Return the sentence for somebody else having been faster."""
        if scope == "customer":
            return self.env._("This customer has just used it at another till.")
        return self.env._("The last use of this coupon has just been made.")
