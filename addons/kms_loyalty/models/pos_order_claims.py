import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.kms_base.ids import read_id

from .pos_order_points import EARNED

# Whose points the server books with the order; what it books on other programs' cards is spent.
BOOKED_TYPES = (*EARNED, "coupons")
# Cards that core's second call makes, and that are worth something afterwards.
WORTH = ("gift_card", "next_order_coupons")
KEY = re.compile(r"(-?)([1-9][0-9]{0,9})")
MOST_CLAIMS = 500
LONGEST_CODE = 64


class PosOrder(models.Model):
    """Core's second call: what a till says about cards after its order is stored."""

    _inherit = "pos.order"

    def confirm_coupon_programs(self, coupon_data):
        """Answer with the points that the server booked; let core do the other programs.

        :param dict coupon_data: what the till thinks each card wins and spends. Points of loyalty
            cards and coupons are ignored, all new cards of a program are together worth at most
            what the paid order earns.
        """
        self.check_access("write")
        self.ensure_one()
        # sudo: cards are not the cashier's to write; what is written is limited above.
        order = self.sudo()
        others, answered, worth = {}, [], {}
        for key, vals in order._kms_claims(coupon_data):
            card = order.env["loyalty.card"].browse(max(key, 0)).exists()
            program = order.env["loyalty.program"].browse(vals["program_id"]).exists()
            if not program or (key > 0 and card.program_id != program):
                continue
            if key > 0 or program.program_type in BOOKED_TYPES:
                answered += order._kms_booked(key, card, program)
            elif program in order.config_id._get_program_ids():
                claim = order._kms_claim(vals, program, worth)
                others[key] = claim
                worth[program] -= claim["points"]
        if not others:
            nothing = {"program_updates": [], "new_coupon_info": [], "coupon_report": {}}
            return {"coupon_updates": answered, **nothing}
        answer = super(PosOrder, order).confirm_coupon_programs(others)
        answer["coupon_updates"] += answered
        return answer

    @api.model
    def _kms_claims(self, coupon_data):
        """Read what a till sends; what cannot be read is left out.

        :rtype: list[tuple[int, dict]]
        """
        claims = []
        for key, vals in (coupon_data if isinstance(coupon_data, dict) else {}).items():
            found = KEY.fullmatch(str(key))
            number = read_id(int(found[2])) if found else 0
            if (
                number
                and isinstance(vals, dict)
                and read_id(vals.get("program_id"))
                and isinstance(vals.get("points"), int | float)
            ):
                claims.append((-number if found[1] else number, vals))
        return claims[:MOST_CLAIMS]

    def _kms_claim(self, vals, program, worth):
        """Return the claim for a new card: the till says what it is, the order what it is worth.

        :param dict vals: as the till sent them
        :param dict worth: what is left to be claimed by program, which this fills
        """
        if program not in worth:
            paid = self.state not in ("draft", "cancel") and program.program_type in WORTH
            worth[program] = max(0.0, float(self._kms_won(program))) if paid else 0.0
        gift = program.program_type == "gift_card"
        code = self._kms_gift_code(vals, program) if gift else None
        return {
            "program_id": program.id,
            "points": max(0.0, min(vals["points"], worth[program])),
            "partner_id": self.partner_id.id,
            "expiration_date": self._kms_gift_end(vals) if gift else program.date_to,
            "line_codes": self._kms_unnamed(vals, program),
            **({"code": code} if code else {}),
        }

    def _kms_gift_code(self, vals, program):
        """Return the code of the gift card that was handed over.

        A code of a card that somebody has, or of anything else, is not taken: the buyer gets one
        of their own.

        :rtype: str | None
        """
        code = vals.get("code") or vals.get("barcode")
        code = code.strip() if isinstance(code, str) else ""
        if not 0 < len(code) <= LONGEST_CODE:
            return None
        card = self.env["loyalty.card"].with_context(active_test=False)
        card = card.search([("code", "=", code)])
        if not card:
            return code
        used = (
            card.partner_id or card.source_pos_order_id or any(card.history_ids.mapped("order_id"))
        )
        return code if card.active and card.program_id == program and not used else None

    def _kms_gift_end(self, vals):
        """Return until when a gift card is valid: as the till says, or a year as core proposes."""
        try:
            end = fields.Date.to_date(vals.get("expiration_date"))
        except (TypeError, ValueError):
            end = None
        return end or self.company_id._kms_today() + timedelta(days=365)

    def _kms_unnamed(self, vals, program):
        """Return those rewards of the order that are of this program and name no card yet."""
        codes = vals.get("line_codes")
        lines = self.lines.filtered(
            lambda line: line.reward_id.program_id == program and not line.coupon_id
        )
        known = set(lines.mapped("reward_identifier_code")) - {False}
        sent = codes if isinstance(codes, list) else []
        return [code for code in sent if isinstance(code, str) and code in known]

    def _kms_booked(self, key, card, program):
        """Return core's answer for a card of the order, whose points are in the ledger."""
        entries = self.env["kms.points.entry"].search([("order_key", "=", self.uuid)])
        card = card or entries.card_id.filtered(lambda mine: mine.program_id == program)[:1]
        shown = card.sudo(False)._filtered_access("read")
        return [
            {
                "old_id": key,
                "id": mine.id,
                "points": mine.points,
                # the till knows the code of a card that it names
                "code": mine in shown and mine.code,
                "program_id": program.id,
                "partner_id": mine.partner_id.id,
            }
            for mine in card & (shown | self.lines.coupon_id | entries.card_id)
        ]

    def _remove_duplicate_coupon_data(self, coupon_data):
        """A second call finds the cards of the first; core looks at the program's history."""
        # Two calls at once change the same row: Odoo tries the second one again.
        self.env.cr.execute("UPDATE pos_order SET write_date = write_date WHERE id = %s", self.ids)
        made = self.env["loyalty.card"].search([("source_pos_order_id", "=", self.id)])
        for key in [key for key, vals in coupon_data.items() if key < 0]:
            if coupon_data[key]["program_id"] in made.program_id.ids:
                coupon_data.pop(key)

    def add_loyalty_history_lines(self, coupon_data, coupon_updates):
        """Core's own step; no client writes the history of a card.

        :raise AccessError: called from outside
        """
        self.check_access("write")
        if not self.env.su:
            raise AccessError(self.env._("Only orders write the history of a card."))
        return super().add_loyalty_history_lines(coupon_data, coupon_updates)
