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
        values = refusal.values
        day = format_date(self.env, values["day"]) if "day" in values else ""
        missing = float(values.get("amount", 0))
        amount = formatLang(self.env, missing, currency_obj=self.currency_id)
        times, tier = self.kms_max_per_customer, self.kms_tier_id.name or ""
        sentences = {
            "active": self.env._("This coupon is no longer active."),
            "dates early": self.env._("Valid from %(day)s on.", day=day),
            "dates late": self.env._("This coupon was valid until %(day)s.", day=day),
            "limit": self.env._("All uses of this coupon have been made."),
            "customer unknown": self.env._("Say first who the customer is."),
            "customer other": self.env._("This coupon belongs to another customer."),
            "customer reached": self.env._(
                "This customer has used it as often as allowed (%(times)s).", times=times
            ),
            "tier": self.env._("Valid from %(tier)s on.", tier=tier),
            "combination": self.env._("This coupon does not add to the discount of the tier."),
            "products": self.env._("Nothing in the basket is eligible."),
            "minimum": self.env._("%(amount)s more.", amount=amount),
        }
        return sentences[f"{refusal.condition} {refusal.how}".strip()]

    @api.model
    def _kms_scope_sentence(self, scope):
        """Return the sentence for somebody else having been faster."""
        if scope == "customer":
            return self.env._("This customer has just used it at another till.")
        return self.env._("The last use of this coupon has just been made.")
