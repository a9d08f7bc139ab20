from odoo import api, models

from .pos_order_claims import LONGEST_CODE

# What stands for a code in front of those who may not read it.
HIDDEN = "\u2022\u2022\u2022\u2022"


class LoyaltyCard(models.Model):
    """What a till learns of a card whose code its cashier may not read."""

    _inherit = "loyalty.card"

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        """Name no code to who may not read the card: a relation to it is named as superuser."""
        shown = self.sudo(False)._filtered_access("read")
        mine = self.filtered(lambda card: card in shown)
        super(LoyaltyCard, mine)._compute_display_name()
        for card in self - mine:
            # sudo: the program alone, as each name of a card tells it.
            card.display_name = f"{card.sudo().program_id.name}: {HIDDEN}"

    @api.model
    def get_gift_card_status(self, gift_code, config_id):
        """Say whether a gift card may be sold under a code; only such a card is told about.

        :param str gift_code: as typed or scanned, whole
        :param int config_id: the till
        :return: as core
        :rtype: dict
        """
        self.browse().check_access("read")
        code = gift_code.strip() if isinstance(gift_code, str) else ""
        answer = {"status": not code, "data": {"loyalty.card": []}}
        # sudo: the server counts who tries codes.
        lookup = self.env["kms.customer.lookup"].sudo()
        till = self.env["pos.config"]
        if not code.isprintable() or not 0 < len(code) <= LONGEST_CODE:
            return answer
        if lookup._kms_limited(till):
            return answer
        lookup._kms_trace_code(till, code)
        # sudo: whoever has the whole code may ask; a code is one card's in all companies.
        cards = self.sudo()
        if cards.search([("code", "=", code)]).company_id - self.env.companies:
            return answer
        found = super(LoyaltyCard, cards).get_gift_card_status(code, config_id)
        return found if found["status"] else answer

    def _kms_till_read(self, config):
        """Return cards as the till's own data, without the codes that are not for the user.

        :param config: `pos.config`
        :rtype: list[dict]
        """
        shown = self._filtered_access("read")
        # sudo: what the till computes with; neither the code nor whose card it is.
        hidden = (self - shown).sudo().read(self._load_pos_data_fields(config), load=False)
        return [
            *self._load_pos_data_read(shown, config),
            # the till tells cards apart by their codes
            *({**card, "code": f"{HIDDEN} {card['id']}", "partner_id": False} for card in hidden),
        ]

    def _kms_printable(self):
        """Return the cards as the user may print them: new ones of their own sales as the server.

        :rtype: loyalty.card
        :raise AccessError: for any other card that the user may not read
        """
        # sudo: whose sale made the card, and whether its session still runs.
        hidden = (self - self._filtered_access("read")).sudo()
        sales = [card.source_pos_order_id for card in hidden]
        own = all(
            sale.user_id == self.env.user and sale.session_id.state != "closed" for sale in sales
        )
        if sales and own:
            # sudo: the paper that this cashier hands over with what was just paid.
            return self.sudo()
        # a report would print what is in the cache
        self.check_access("read")
        return self
