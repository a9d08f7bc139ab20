from decimal import Decimal
from uuid import uuid4

from odoo import models

from ..coupons.trust import KEEP, TILL, Stored
from ..judging.price import INFO, REVIEW
from ..rating.days import local_day
from .loyalty_program_coupon import COUPONS


class PosOrder(models.Model):
    """Coupons of the till's orders: a paid order is kept, and what was not valid is marked."""

    _inherit = "pos.order"

    def _process_order(self, order, existing_order):
        # What a till has paid is stored, also the quotations that it settles.
        uuid = order.get("uuid")
        if not isinstance(uuid, str) or not uuid:
            uuid = order["uuid"] = str(uuid4())
        stored = Stored(frozenset([uuid]))
        trusted = {"kms_coupon_keep": KEEP, "kms_till": TILL, "kms_stored": stored}
        if existing_order:
            existing_order = existing_order.with_context(**trusted)
        keeping = self.with_context(**trusted)
        return super(PosOrder, keeping)._process_order(order, existing_order)

    def _process_saved_order(self, draft):
        result = super()._process_saved_order(draft)
        if not draft and self.state not in ("draft", "cancel"):
            # sudo: the server settles; the cashier has no rights on coupons, points and marks.
            self.sudo()._kms_settle_loyalty()
        return result

    def _kms_settle_loyalty(self):
        """Settle coupons and points in the order's own transaction, once per order."""
        self.ensure_one()
        findings = self._kms_judge()
        doubts = self._kms_settle_coupons()
        doubts += self._kms_settle_points()
        self._kms_give_back()
        notes = [self._kms_tell(*found) for found in findings if found[0].severity == INFO]
        doubts += [self._kms_tell(*found) for found in findings if found[0].severity == REVIEW]
        self._kms_mark(doubts, notes)

    def _kms_reward_lines(self):
        """Return the rewards that this order uses; those that it refunds are not among them."""
        return self.lines.filtered(lambda line: line.reward_id and not line.refunded_orderline_id)

    def _kms_sold_lines(self):
        return self.lines.filtered(lambda line: not line.refunded_orderline_id)

    def _kms_settle_coupons(self):
        """Take the places of the order's coupons and write their uses down.

        :return: a sentence for each doubt
        :rtype: list[str]
        """
        doubts = []
        rewards = self._kms_reward_lines().filtered(
            lambda line: line.reward_id.program_id.program_type in COUPONS
        )
        groups = rewards.grouped(lambda line: (line.reward_id.program_id, _card(line)))
        for (program, card), lines in groups.items():
            reasons = self._kms_settle_coupon(program, card, lines)
            # no code: who sells reads this as well
            doubts += [
                self.env._("%(coupon)s: %(reason)s", coupon=program.name, reason=reason)
                for reason in reasons
            ]
        # places that the till held for a coupon that was then not used
        self.env.cr.execute(
            "DELETE FROM kms_coupon_slot WHERE holder = %s AND until IS NOT NULL", (self.uuid,)
        )
        return doubts

    def _kms_settle_coupon(self, program, card, lines):
        company = self.company_id
        day = local_day(self.date_order, company.kms_timezone)
        goods = program._kms_till_lines(self._kms_sold_lines())
        refusals = program._kms_refusals(card, self.partner_id, company, day, goods, self.uuid)
        reasons = [program._kms_say(refusal) for refusal in refusals]
        if program.program_type == "coupons" and card.program_id != program:
            reasons.append(self.env._("The discount names no coupon of this program."))
        if not reasons and (scope := program._kms_claim(card, self.partner_id, self.uuid)):
            reasons = [program._kms_scope_sentence(scope)]
        amount = -sum(lines.mapped("price_subtotal_incl"))
        most = program._kms_most_discount(goods)
        if most is not None and Decimal(str(amount)) > most + Decimal(
            str(self.currency_id.rounding)
        ):
            reasons.append(self.env._("The discount is higher than the program's."))
        self.env["kms.coupon.use"]._kms_append(
            {
                **program._kms_use_values(card, self.partner_id, company),
                "amount": amount,
                "excess": bool(reasons),
                "reason": " ".join(reasons) or None,
                "pos_order_id": self.id,
                "order_ref": self.name,
                "order_key": self.uuid,
                "moment": self.date_order,
            }
        )
        return reasons


def _card(line):
    """The coupon that a discount names; a code of the program has none of its own."""
    if line.reward_id.program_id.program_type == "coupons":
        return line.coupon_id
    return line.coupon_id.browse()
