from odoo import models
from odoo.tools import format_datetime
from odoo.tools.misc import formatLang


class PosOrder(models.Model):
    """What the server found, in sentences for who reviews the order."""

    _inherit = "pos.order"

    def _kms_tell(self, finding, product):
        """Return the sentence of a finding.

        :param Finding finding:
        :param product.product product: that it is about; empty for the order
        :rtype: str
        """
        values = finding.values
        amounts = {
            name: formatLang(self.env, float(values.get(name, 0)), currency_obj=self.currency_id)
            for name in ("paid", "due")
        }
        sentence = (
            self._kms_tell_price(finding.code, amounts, values)
            or self._kms_tell_refund(finding.code, amounts, values)
            or self._kms_tell_reward(finding.code, amounts, values)
        )
        if not product:
            return sentence
        return self.env._("%(product)s: %(reason)s", product=product.display_name, reason=sentence)

    def _kms_tell_price(self, code, amounts, values):
        moment = values.get("moment")
        when = format_datetime(self.env, moment) if moment else ""
        return {
            "price": self.env._("sold at %(paid)s, when the lowest price is %(due)s.", **amounts),
            "discount": self.env._(
                "a discount of %(percent)g %% is more than this user may give.",
                percent=values.get("discount", 0),
            ),
            "taxes": self.env._(
                "%(paid)s asked, when it is %(due)s with the product's taxes.", **amounts
            ),
            "total": self.env._("%(paid)s asked for a line that makes %(due)s.", **amounts),
            "negative": self.env._("%(paid)s to pay: money given to somebody who buys.", **amounts),
            "sum": self.env._("%(paid)s asked for lines that make %(due)s.", **amounts),
            "future": self.env._(
                "The till dates the order %(moment)s, which is ahead.", moment=when
            ),
            "late": self.env._(
                "The till dates the order %(moment)s, before its session; it may have been "
                "offline.",
                moment=when,
            ),
            "position": self.env._(
                "The fiscal position %(name)s is not for this till or customer.",
                name=values.get("name", ""),
            ),
        }.get(code)

    def _kms_tell_refund(self, code, amounts, values):
        return {
            "unsold": self.env._(
                "%(count)g taken back without the sale that they belong to.",
                count=values.get("count", 0),
            ),
            "refunded": self.env._(
                "%(count)g refunded, of which %(left)g were left to refund.",
                count=values.get("count", 0),
                left=values.get("left", 0),
            ),
            "refund_price": self.env._("%(paid)s refunded for what had cost %(due)s.", **amounts),
            "paid_back": self.env._("%(paid)s paid back for an order of %(due)s.", **amounts),
            "kept": self.env._(
                "%(paid)s of the sale's discounts taken back with the goods, when it is %(due)s.",
                **amounts,
            ),
            "other_goods": self.env._("refunded as something that was not sold."),
        }.get(code)

    def _kms_tell_reward(self, code, amounts, values):
        name = values.get("name", "")
        return {
            "program": self.env._("%(name)s was not offered at this till.", name=name),
            "owner": self.env._("%(name)s: the card is another customer's.", name=name),
            "tier": self.env._("only for customers from %(name)s on.", name=name),
            "unearned": self.env._("%(name)s: the order does not earn this.", name=name),
            "reward": self.env._(
                "%(name)s: %(paid)s taken off, at most %(due)s may be.", name=name, **amounts
            ),
        }.get(code)
