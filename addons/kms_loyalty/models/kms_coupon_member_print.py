from odoo import models
from odoo.tools import format_amount, format_date

from ..coupons.qr import draw


class KmsCouponMember(models.Model):
    """What a card on paper says."""

    _inherit = "kms.coupon.member"

    def _kms_sheets(self, size):
        """Return the lines that have a card, cut into sheets.

        :param int size: cards on a sheet
        :rtype: list[kms.coupon.member]
        """
        lines = self.filtered("card_id")
        return [lines[place : place + size] for place in range(0, len(lines), size)]

    def _kms_card_words(self):
        """Return what a card says: worth, conditions, QR code (side and path).

        :rtype: dict
        """
        # sudo: what a card says to its bearer.
        program = self.sudo().card_id.program_id
        env, currency = self.env, self.campaign_id.currency_id
        reward, rule = program.reward_ids[:1], program.rule_ids[:1]
        if reward.discount_mode == "percent":
            worth = f"-{reward.discount:g}\u00a0%"
        else:
            worth = f"-{format_amount(env, reward.discount, currency)}"
        conditions = []
        if rule.minimum_amount:
            amount = format_amount(env, rule.minimum_amount, currency)
            conditions.append(env._("From %(amount)s of purchases", amount=amount))
        if self.expiration_date:
            day = format_date(env, self.expiration_date)
            conditions.append(env._("Valid until %(day)s", day=day))
        if program.kms_tier_id:
            conditions.append(env._("From tier %(tier)s", tier=program.kms_tier_id.name))
        if not program.kms_combine_tier:
            conditions.append(env._("Not added to the tier discount"))
        if self.partner_id:
            conditions.append(env._("Personal, once"))
        else:
            conditions.append(env._("Once"))
        side, path = draw(self.code)
        return {"worth": worth, "conditions": conditions, "side": side, "path": path}
