from decimal import Decimal

from odoo import models

from ..coupons.points import Bought, share, won
from .loyalty_program_coupon import PURSES

# Whose cards the order fills by itself.
EARNED = ("loyalty", "ewallet")


class PosOrder(models.Model):
    """Points of the till's orders, counted by the server in the order's own transaction."""

    _inherit = "pos.order"

    def _kms_origin(self):
        return {"pos_order_id": self.id, "order_ref": self.name}

    def _kms_unit(self):
        """Return the smallest part of a point: none where money has no decimals."""
        return Decimal(1) if self.currency_id.rounding >= 1 else Decimal("0.01")

    def _kms_settle_points(self):
        """Book what the order won, then what it spent.

        :return: a sentence for each doubt
        :rtype: list[str]
        """
        changes, doubts = {}, []
        if self.partner_id and self._kms_goods():
            for program in self.config_id._get_program_ids():
                points = self._kms_won(program) if program.program_type in EARNED else 0
                if points > 0:
                    card = self.env["loyalty.card"]._kms_sole_card(program, self.partner_id)
                    card._kms_book(self.uuid, "won", float(points), **self._kms_origin())
                    changes[card] = [float(points), 0]
        for card, cost in self._kms_spent().items():
            short = card._kms_book(self.uuid, "spent", -cost, **self._kms_origin())
            changes.setdefault(card, [0, 0])[1] = cost - short
            if short:
                doubts.append(
                    self.env._(
                        "%(card)s: %(points)g points were spent that are not there.",
                        card=card.program_id.name,
                        points=short,
                    )
                )
        self._kms_tell_history(changes)
        return doubts

    def _kms_goods(self):
        return self._kms_sold_lines().filtered(lambda line: not line.reward_id)

    def _kms_won(self, program, every=False):
        """Return the points that the order earns in a program.

        :param bool every: count rules that ask for a code too; which were typed stays on the till
        :rtype: Decimal
        """
        lines = self._kms_sold_lines().filtered(lambda line: not line.combo_parent_id)
        bought = set(lines.product_id.ids)
        rules = program.rule_ids.filtered(lambda rule: every or rule.mode == "auto")
        return won(
            [
                Bought(
                    line.product_id.id,
                    Decimal(str(line.qty)),
                    Decimal(str(line.price_subtotal_incl)),
                    Decimal(str(line.price_subtotal)),
                    reward=bool(line.reward_id),
                    own=line.reward_id.reward_type == "discount"
                    and (
                        line.reward_id.program_id == program
                        or line.reward_id.program_id.program_type in PURSES
                    ),
                    auto=line.reward_id.reward_type == "discount"
                    and line.reward_id.program_id.trigger == "auto",
                )
                for line in lines
            ],
            [rule._kms_earning(bought) for rule in rules],
            self._kms_unit(),
        )

    def _kms_spent(self):
        """Return what the rewards of the order cost, by card: never less than the program asks.

        :rtype: dict[loyalty.card, float]
        """
        rewards = self._kms_reward_lines().filtered(
            lambda line: line.coupon_id and line.coupon_id.program_id == line.reward_id.program_id
        )
        return {
            card: sum(self._kms_cost(*claim) for claim in lines.grouped("reward_id").items())
            for card, lines in rewards.grouped("coupon_id").items()
        }

    def _kms_cost(self, reward, lines):
        """Return the points of a reward: what the till says, the program asks and money shows."""
        said = sum(lines.mapped("points_cost"))
        times = len(set(lines.mapped("reward_identifier_code")))
        if reward.discount_mode == "per_point" and reward.discount:
            return max(said, -sum(lines.mapped("price_subtotal_incl")) / reward.discount)
        return max(said, reward.required_points * times)

    def _kms_tell_history(self, changes):
        """Show the change on core's cards as well."""
        self.env["loyalty.history"].create(
            [
                {
                    "card_id": card.id,
                    "order_model": self._name,
                    "order_id": self.id,
                    "description": self.env._("Till %(order)s", order=self.display_name),
                    "issued": issued,
                    "used": used,
                }
                for card, (issued, used) in changes.items()
            ]
        )

    # ------------------------------------------------------------
    # Refunds
    # ------------------------------------------------------------

    def _kms_give_back(self):
        """Take back what the refunded part had won, give back what it had spent."""
        for origin in self.lines.refunded_orderline_id.order_id:
            part = self._kms_refunded_share(origin)
            self._kms_give_back_points(origin, *part)
            if part[2]:
                self._kms_give_back_coupons(origin)

    def _kms_refunded_share(self, origin):
        """Return amount refunded by now, amount sold, and whether all of it came back."""
        goods = origin.lines.filtered(lambda line: not line.reward_id and line.qty > 0)
        back = goods.refund_orderline_ids.filtered(
            lambda line: line.order_id.state not in ("draft", "cancel")
        )
        refunded = -back._kms_paid()
        returned = {}
        for line in back:
            key = line.refunded_orderline_id
            returned[key] = returned.get(key, 0) - line.qty
        whole = all(returned.get(line, 0) >= line.qty for line in goods)
        return refunded, sum(goods.mapped("price_subtotal_incl")), whole

    def _kms_give_back_points(self, origin, refunded, sold, whole):
        Entry = self.env["kms.points.entry"]
        lines = Entry.search([("pos_order_id", "in", self._kms_refunds(origin).ids)])
        for entry in Entry.search([("order_key", "=", origin.uuid)]):
            before = lines.filtered(lambda line, card=entry.card_id: line.card_id == card)
            if entry.kind == "won":
                due = share(
                    Decimal(str(entry.points)),
                    Decimal(str(refunded)),
                    Decimal(str(sold)),
                    self._kms_unit(),
                )
                taken = before.filtered(lambda line: line.kind == "taken_back")
                done = sum(taken.mapped("shortfall")) - sum(taken.mapped("points"))
                entry.card_id._kms_book(
                    self.uuid, "taken_back", done - float(due), **self._kms_origin()
                )
            elif entry.kind == "spent":
                given = before.filtered(lambda line: line.kind == "given_back")
                due = -entry.points if whole else self._kms_purse_back(origin, entry)
                left = due - sum(given.mapped("points"))
                if left > 0:
                    entry.card_id._kms_book(self.uuid, "given_back", left, **self._kms_origin())

    def _kms_purse_back(self, origin, entry):
        """Return what goes back on a gift card or wallet: the till has taken it off the cash.

        :rtype: float
        """
        paid = origin.lines.filtered(
            lambda line: (
                line.coupon_id == entry.card_id and line.reward_id.program_id.program_type in PURSES
            )
        )
        back = self._kms_paid_lines(paid.refund_orderline_ids)._kms_paid()
        return min(-entry.points, back / (paid.reward_id[:1].discount or 1))

    def _kms_refunds(self, origin):
        return origin.lines.refund_orderline_ids.order_id

    def _kms_give_back_coupons(self, origin):
        uses = self.env["kms.coupon.use"]._kms_given([origin.uuid])
        self.env["kms.coupon.slot"]._kms_release(origin.uuid)
        uses._kms_reverse(origin.uuid, self.name, pos_order_id=self.id)
