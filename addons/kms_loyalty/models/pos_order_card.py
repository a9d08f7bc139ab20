from odoo import api, models

from .pos_config import MOST_MONEY
from .pos_order_claims import KEY, LONGEST_CODE

# Codes of new cards that one call asks about; the server decides when the order arrives.
MOST_CODES = 10
MOST_CARDS = 500


class PosOrder(models.Model):
    """The till's question before the payment, for a cashier who reads no codes."""

    _inherit = "pos.order"

    def validate_coupon_programs(self, point_changes, new_codes):
        """Say whether the cards have what the order spends, and whether new codes are free.

        :param dict point_changes: points by id of a card
        :param list new_codes: of the cards that the order sells
        :return: as core; its sentence names programs instead of codes
        :rtype: dict
        """
        self.check_access("write")
        changes = self._kms_point_changes(point_changes)
        codes = self._kms_new_codes(new_codes)
        # sudo: whether these very cards have enough; their codes are not told.
        answer = super(PosOrder, self.sudo()).validate_coupon_programs(changes, codes)
        if "updated_points" in answer["payload"]:
            # sudo: as above.
            cards = self.env["loyalty.card"].sudo().browse(changes)
            short = cards.filtered(lambda card: card.points < -changes[card.id])
            answer["payload"]["message"] = self.env._(
                "There are not enough points on a card of this order: %(programs)s.",
                programs=", ".join((short or cards).program_id.mapped("name")),
            )
        return answer

    @api.model
    def _kms_point_changes(self, point_changes):
        """Read what a till says; cards of other companies are none of its.

        :rtype: dict[int, float]
        """
        said = point_changes if isinstance(point_changes, dict) else {}
        changes = {
            int(key): points
            for key, points in list(said.items())[:MOST_CARDS]
            if KEY.fullmatch(str(key))
            and isinstance(points, int | float)
            and -MOST_MONEY < points < MOST_MONEY
        }
        # sudo: whose cards they are.
        cards = self.env["loyalty.card"].sudo().browse(changes).exists()
        theirs = cards.filtered(lambda card: card.company_id - self.env.companies)
        return {key: points for key, points in changes.items() if key not in theirs.ids}

    @api.model
    def _kms_new_codes(self, codes):
        """Read the codes of new cards; who has asked too often is told nothing about them."""
        sent = [
            code
            for code in (codes if isinstance(codes, list) else [])[:MOST_CODES]
            if isinstance(code, str) and code.isprintable() and 0 < len(code) <= LONGEST_CODE
        ]
        # sudo: the server counts who tries codes.
        lookup, till = self.env["kms.customer.lookup"].sudo(), self.env["pos.config"]
        if not sent or lookup._kms_limited(till):
            return []
        lookup._kms_trace_code(till, sent[0])
        return sent
