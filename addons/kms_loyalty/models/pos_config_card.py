from odoo import models

from odoo.addons.kms_base.ids import read_ids

from .pos_config import MOST_LINES


class PosConfig(models.Model):
    """Cards that a till uses without its cashier reading codes: by whole code, or of its lines."""

    _inherit = "pos.config"

    def use_coupon_code(self, code, creation_date, partner_id, pricelist_id, kms_order=None):
        """Answer as ever, and count the codes that are nothing: nobody tries them out."""
        self.check_access("read")
        if isinstance(code, str) and not code.strip().isprintable():
            # what the database cannot hold is no code either
            return self._kms_refuse({"unknown": self.env._("This is not a code.")})
        if self._kms_lookup()._kms_limited(self):
            sentence = self.env._("Too many codes were tried within a minute. Wait a moment.")
            return self._kms_refuse({"limited": sentence})
        answer = super().use_coupon_code(code, creation_date, partner_id, pricelist_id, kms_order)
        # what has a reason is a coupon that the house knows
        if not answer["successful"] and "kms_reasons" not in answer["payload"]:
            self._kms_lookup()._kms_trace_code(self, code)
        return answer

    def _kms_asking(self, code):
        """Return the till as core may look a code up with it.

        :param str code: whole
        """
        domain = [("code", "=", code), ("program_id", "in", self._get_program_ids().ids)]
        # sudo: whoever has the whole code of one of this till's cards may ask what it is worth.
        return self.sudo() if self.env["loyalty.card"].sudo().search(domain, limit=1) else self

    def kms_cards_of_lines(self, line_ids):
        """Return the cards that lines name, as the till loads them.

        :param list line_ids: of `pos.order.line`; those that the user may not see are left out
        :return: fields as the till loads cards; a code that is not for the user is masked
        :rtype: list[dict]
        :raise AccessError: not for who sells at no till
        """
        self.check_access("read")
        self._kms_check_seller()
        lines = self.env["pos.order.line"].search(
            [("id", "in", read_ids(line_ids)[:MOST_LINES]), ("coupon_id", "!=", False)]
        )
        return lines.coupon_id._kms_till_read(self)
