from decimal import Decimal

from odoo import models

from ..judging.price import Finding
from ..rating.days import local_day
from .loyalty_program_coupon import COUPONS

# Programs that need no card: what the order itself earns decides.
CURRENT = ("promotion", "buy_x_get_y")


class PosOrder(models.Model):
    """Rewards of the till's orders, against what their programs give."""

    _inherit = "pos.order"

    def _kms_judge_rewards(self):
        """Judge the rewards that are no coupons; coupons have their eight conditions."""
        rewards = self._kms_reward_lines().filtered(self._kms_is_given)
        found = []
        for reward, lines in rewards.grouped("reward_id").items():
            program = reward.program_id
            if program.program_type in COUPONS:
                continue
            findings = self._kms_judge_program(program, lines.coupon_id)
            findings += self._kms_judge_amount(reward, lines)
            found += [(finding, reward.discount_line_product_id) for finding in findings]
        return found

    def _kms_judge_program(self, program, cards):
        """Return why a program gives this order nothing."""
        findings = []
        day = local_day(self.date_order, self.company_id.kms_timezone)
        since = local_day(self._kms_known_since(), self.company_id.kms_timezone)
        changed = program.write_date >= self._kms_known_since()
        configs = program.pos_config_ids
        if not changed and not (
            program.active
            and program.pos_ok
            and (not configs or self.config_id in configs)
            and (not program.date_from or program.date_from <= day)
            and (not program.date_to or program.date_to >= since)
        ):
            findings.append(Finding("program", values={"name": program.name}))
        owners = cards.partner_id.commercial_partner_id
        if program.is_nominative and owners - self.partner_id.commercial_partner_id:
            findings.append(Finding("owner", values={"name": program.name}))
        threshold = program.kms_tier_id.threshold
        if threshold and self._kms_best_threshold(since) < threshold:
            findings.append(Finding("tier", values={"name": program.kms_tier_id.name}))
        return findings

    def _kms_best_threshold(self, since):
        """Return the score from which the customer's best tier since a day counts."""
        partner = self.partner_id.commercial_partner_id.with_company(self.company_id)
        moves = self.env["kms.loyalty.move"].search(
            [
                ("partner_id", "in", partner.ids),
                ("company_id", "=", self.company_id.id),
                ("date", ">=", since),
                ("applied", "=", True),
            ]
        )
        tiers = partner.kms_loyalty_tier_id | moves.from_tier_id
        return max(tiers.mapped("threshold"), default=0)

    def _kms_judge_amount(self, reward, lines):
        """Return whether a reward gives more than it may.

        :param pos.order.line lines: its lines in this order
        """
        program = reward.program_id
        amount = -self._kms_exact(sum(lines.mapped("price_subtotal_incl")))
        times = len(set(lines.mapped("reward_identifier_code")))
        if program.program_type in CURRENT:
            earned = self._kms_won(program, every=True)
            allowed = int(earned // self._kms_exact(reward.required_points or 1))
            if allowed < 1:
                return [Finding("unearned", values={"name": program.name})]
            times = min(times, allowed)
        most = self._kms_most(reward, lines, times)
        if most is not None and amount > most + self._kms_rounding() * (len(lines) + 1):
            values = {"name": program.name, "paid": amount, "due": most}
            return [Finding("reward", values=values)]
        return []

    def _kms_most(self, reward, lines, times):
        """Return the most that a reward takes off, tax included; None when the card decides.

        :rtype: Decimal | None
        """
        sold = self._kms_sold_lines().filtered(
            lambda line: not self._kms_is_given(line) and line.qty > 0
        )
        goods = self.env["loyalty.program"]._kms_till_lines(sold)
        if reward.reward_type == "product":
            return self._kms_most_free(reward, sold, lines)
        if reward.discount_mode == "per_point":
            return None
        if reward.discount_mode == "per_order":
            most = self._kms_exact(reward.discount) * times
        else:
            rewarded = reward._kms_rewarded({line.product for line in goods})
            counted = [line.incl for line in goods if rewarded is None or line.product in rewarded]
            if reward.discount_applicability == "cheapest":
                counted = sorted(
                    self._kms_exact(line.price_subtotal_incl / line.qty) for line in sold
                )[:1]
            most = self._kms_exact(reward.discount) / 100 * sum(counted, Decimal(0))
        if reward.discount_max_amount:
            most = min(most, self._kms_exact(reward.discount_max_amount) * times)
        return most

    def _kms_most_free(self, reward, sold, lines):
        """Return the value of the free goods that a reward may give, all of which are sold too."""
        goods = sold.filtered(lambda line: line.product_id in reward.reward_product_ids)
        if not goods:
            return Decimal(0)
        per_time = reward.reward_product_qty or 1
        cost = sum(lines.mapped("points_cost"))
        times = max(1, int(cost // reward.required_points)) if reward.required_points else 1
        if reward.program_id.program_type in CURRENT:
            earned = self._kms_won(reward.program_id, every=True)
            times = int(earned // self._kms_exact(reward.required_points or 1))
        each = max(self._kms_exact(line.price_subtotal_incl / line.qty) for line in goods)
        full = max(
            (self._kms_exact(line.price_unit) * (1 + self._kms_tax_share(line)) for line in goods),
            default=each,
        )
        count = min(self._kms_exact(sum(goods.mapped("qty"))), self._kms_exact(per_time) * times)
        return max(each, full) * count

    def _kms_tax_share(self, line):
        """Return what tax adds to the untaxed price of a line."""
        if not line.price_subtotal:
            return Decimal(0)
        untaxed = self._kms_exact(line.price_subtotal)
        return max(Decimal(0), self._kms_exact(line.price_subtotal_incl) / untaxed - 1)
