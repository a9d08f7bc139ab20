from decimal import Decimal

from odoo import fields, models

from ..judging.price import (
    INFO,
    Charged,
    Finding,
    Latitude,
    judge_line,
    judge_refund,
    judge_total,
)
from .pos_order_price import CLOCK


class PosOrder(models.Model):
    """Prices, discounts and totals of the till's orders, computed again by the server."""

    _inherit = "pos.order"

    def _kms_judge(self):
        """Return what the order gives that the till may not give.

        :return: findings with the product that they are about, empty for the order
        :rtype: list[tuple[Finding, product.product]]
        """
        self.ensure_one()
        none = self.env["product.product"]
        found = [(finding, none) for finding in self._kms_judge_order()]
        found += self._kms_judge_lines()
        found += self._kms_judge_refunds()
        return found + self._kms_judge_rewards()

    def _kms_exact(self, number):
        return Decimal(str(number or 0))

    def _kms_rounding(self):
        rounding = self.currency_id.rounding
        if self.config_id.cash_rounding:
            rounding = max(rounding, self.config_id.rounding_method.rounding)
        return self._kms_exact(rounding)

    def _kms_judge_order(self):
        now = fields.Datetime.now()
        if self.date_order > now + CLOCK:
            yield Finding("future", INFO, {"moment": self.date_order})
        elif self.date_order < self._kms_known_since() - CLOCK:
            yield Finding("late", INFO, {"moment": self.date_order})
        if self.fiscal_position_id and self.fiscal_position_id not in self._kms_positions():
            yield Finding("position", values={"name": self.fiscal_position_id.name})
        lines = [self._kms_exact(line._kms_paid()) for line in self.lines]
        sold = all(line.qty >= 0 for line in self.lines)
        total = self._kms_exact(self.amount_total)
        yield from judge_total(total, lines, self._kms_rounding(), sold)

    def _kms_positions(self):
        """Return the fiscal positions that the till may have applied."""
        config = self.config_id
        return (
            config.fiscal_position_ids
            | config.default_fiscal_position_id
            | config.available_preset_ids.fiscal_position_id
            | self.partner_id.property_account_position_id
            | self.env["account.fiscal.position"]._get_fiscal_position(self.partner_id)
            | self.lines.sale_order_origin_id.fiscal_position_id
        )

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    def _kms_is_given(self, line):
        """Say whether a line is the discount of a reward, and no goods under its name."""
        return line.reward_id and line.product_id == line.reward_id.discount_line_product_id

    def _kms_judge_lines(self):
        lines = self._kms_sold_lines().filtered(lambda line: not self._kms_is_given(line))
        goods = lines.filtered(lambda line: not self._kms_is_settled(line))
        lowest = self._kms_lowest_prices(goods) if goods else {}
        latitude = self._kms_latitude()
        found = []
        for line in lines:
            if line in goods and line.qty < 0 and not line.combo_parent_id:
                found.append((Finding("unsold", values={"count": -line.qty}), line.product_id))
                continue
            charged = self._kms_charged(line, self._kms_floor(line, lowest))
            found += [
                (finding, line.product_id)
                for finding in judge_line(charged, latitude, self._kms_rounding())
            ]
        return found

    def _kms_is_settled(self, line):
        """Say whether a line takes money for what a sales order has decided."""
        config = self.config_id
        if line.sale_order_line_id:
            return line.sale_order_line_id.product_id == line.product_id
        return bool(line.sale_order_origin_id and line.product_id == config.down_payment_product_id)

    def _kms_floor(self, line, lowest):
        """Return the lowest price of one unit; None where none is too low."""
        sold = line.sale_order_line_id
        if line not in lowest:
            if line.qty < 0 or not sold or sold.is_downpayment:
                return None
            return self._kms_exact(sold.price_unit * (1 - sold.discount / 100))
        if line.product_id == self.config_id.tip_product_id:
            return Decimal(0)
        if line.combo_parent_id:
            return None
        floor = self._kms_exact(lowest[line])
        if line.combo_line_ids:
            # the parts carry the price of the whole
            parts = line.combo_line_ids
            extra = sum(part.combo_item_id.extra_price * part.qty for part in parts)
            paid = sum(part.price_unit * part.qty for part in parts)
            return floor - self._kms_exact((paid - extra) / line.qty) - len(parts)
        if "event_ticket_id" in line._fields and line.event_ticket_id:
            return min(floor, self._kms_exact(line.event_ticket_id.price))
        return floor

    def _kms_charged(self, line, floor):
        own = line.product_id.taxes_id.filtered_domain(
            self.env["account.tax"]._check_company_domain(self.company_id)
        )
        if line.product_id == self.config_id.down_payment_product_id or line.sale_order_line_id:
            own = line.tax_ids
        due = self.fiscal_position_id.map_tax(own)
        taxes = due.compute_all(
            line.price_unit * (1 - (line.discount or 0) / 100),
            self.currency_id,
            line.qty,
            product=line.product_id,
            partner=self.partner_id,
        )
        return Charged(
            quantity=self._kms_exact(line.qty),
            price=self._kms_exact(line.price_unit),
            discount=self._kms_exact(line.discount),
            total=self._kms_exact(line.price_subtotal_incl),
            expected=self._kms_exact(taxes["total_included"]),
            lowest=floor,
            taxes_kept=not due - self.fiscal_position_id.map_tax(line.tax_ids),
        )

    def _kms_latitude(self):
        """Return what the user who sends the order may give away."""
        company, config = self.company_id, self.config_id
        manager = config.group_pos_manager_id.id in self.env.user._get_group_ids()
        percent = company.kms_till_discount_manager if manager else company.kms_till_discount
        return Latitude(
            self._kms_exact(percent),
            prices=manager or not config.restrict_price_control,
        )

    # ------------------------------------------------------------
    # Refunds
    # ------------------------------------------------------------

    def _kms_judge_refunds(self):
        """Return what is paid back and was not sold, or was paid back before."""
        lines = self.lines.filtered("refunded_orderline_id")
        if not lines:
            return []
        # Whoever refunds the same line at the same time changes this row too: one of the two is
        # tried again by Odoo, and then sees the other.
        self.env.cr.execute(
            "UPDATE pos_order_line SET write_date = write_date WHERE id = ANY(%s)",
            (lines.refunded_orderline_id.ids,),
        )
        found = []
        for sold, backs in lines.grouped("refunded_orderline_id").items():
            others = sold.refund_orderline_ids.filtered(
                lambda line: line.order_id not in (self, *self._kms_unpaid(line))
            )
            count = -self._kms_exact(sum(backs.mapped("qty")))
            amount = -self._kms_exact(backs._kms_paid())
            each = self._kms_exact(sold.price_subtotal_incl / sold.qty) if sold.qty else Decimal(0)
            # of a discount a part goes back, whose amount is judged with the goods
            each = max(each, Decimal(0))
            if any(line.product_id != sold.product_id for line in backs):
                found.append((Finding("other_goods"), backs.product_id[:1]))
            left = self._kms_exact(sold.qty + sum(others.mapped("qty")))
            findings = judge_refund(count, left, amount / count if count else amount, each)
            found += [(finding, sold.product_id) for finding in findings]
        return found + self._kms_judge_paid_back(lines)

    def _kms_judge_paid_back(self, lines):
        """Return whether an order has given more back than it had cost, discounts included."""
        found = []
        for origin in lines.refunded_orderline_id.order_id:
            backs = origin.lines.refund_orderline_ids
            backs -= backs.filtered(self._kms_unpaid)
            back = -self._kms_exact(backs._kms_paid())
            paid = self._kms_exact(sum(origin.lines.mapped("price_subtotal_incl")))
            if back > paid + self._kms_rounding() * (len(backs) + 1):
                values = {"paid": back, "due": paid}
                found.append((Finding("paid_back", values=values), self.env["product.product"]))
        return found

    def _kms_unpaid(self, line):
        return line.order_id.filtered(lambda order: order.state in ("draft", "cancel"))
