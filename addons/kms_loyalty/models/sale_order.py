from odoo import models
from odoo.exceptions import UserError

from ..coupons.trust import KEEP, Origin
from .loyalty_program_coupon import COUPONS


class SaleOrder(models.Model):
    """A sales order judges codes like the till, and uses them when it is confirmed."""

    _inherit = "sale.order"

    def _kms_coupon_key(self):
        self.ensure_one()
        return f"sale.order:{self.id}"

    def _try_apply_code(self, code):
        self.ensure_one()
        program, card, reasons = self._kms_answer_code(code)
        if reasons:
            return {"error": " ".join(reasons.values())}
        if program:
            code = card.code or program.rule_ids.filtered("code")[:1].code
        return super()._try_apply_code(code)

    def _kms_answer_code(self, code):
        Program = self.env["loyalty.program"]
        return Program._kms_answer(
            code,
            self.partner_id,
            self.company_id,
            self.company_id._kms_today(),
            Program._kms_sale_lines(self.order_line),
            self._kms_coupon_key(),
        )

    def action_confirm(self):
        self.check_access("write")
        sealed = self.filtered(lambda order: order.state == "sale")
        for order in self - sealed:
            order._kms_claim_coupons()
        result = True
        for order in self:
            # the ledger's lines say which order they come from
            origin = Origin(order.id, order.name)
            done = super(SaleOrder, order.with_context(kms_points_order=origin)).action_confirm()
            result = done if result is True else result
        for order in self - sealed:
            order._kms_record_coupons()
        return result

    def _kms_coupon_lines(self):
        """Return the discounts of coupons, by program and card.

        :rtype: dict[tuple, sale.order.line]
        """
        # sudo: the programs' settings decide, whatever the seller may read of them.
        rewards = self.sudo().order_line.filtered(
            lambda line: line.reward_id.program_id.program_type in COUPONS
        )
        return rewards.grouped(
            lambda line: (
                line.reward_id.program_id,
                line.coupon_id
                if line.reward_id.program_id.program_type == "coupons"
                else line.coupon_id.browse(),
            )
        )

    def _kms_claim_coupons(self):
        """Judge the coupons once more, and take their places.

        :raise UserError: a coupon is not valid any more; a till that was paid keeps the order
        """
        key, company = self._kms_coupon_key(), self.company_id
        for program, card in self._kms_coupon_lines():
            lines = program._kms_sale_lines(self.order_line)
            refusals = program._kms_refusals(
                card, self.partner_id, company, company._kms_today(), lines, key
            )
            sentences = [program._kms_say(refusal) for refusal in refusals]
            if not sentences:
                scope = program._kms_claim(card, self.partner_id, key)
                sentences = [program._kms_scope_sentence(scope)] if scope else []
            if sentences and self.env.context.get("kms_coupon_keep") is not KEEP:
                raise UserError(
                    self.env._(
                        "%(coupon)s: %(reason)s Take it off the order, then confirm again.",
                        coupon=card.code or program.name,
                        reason=" ".join(sentences),
                    )
                )

    def _kms_record_coupons(self):
        key = self._kms_coupon_key()
        used = self._kms_coupon_lines()
        programs = self.env["loyalty.program"].union(*(program for program, _card in used))
        for (program, card), lines in used.items():
            self.env["kms.coupon.use"]._kms_append(
                {
                    **program._kms_use_values(card, self.partner_id, self.company_id),
                    "amount": -sum(lines.mapped("price_total")),
                    "excess": False,
                    "sale_order_id": self.id,
                    "order_ref": self.name,
                    "order_key": f"{key}:{self._kms_times_cancelled()}",
                }
            )
        # core may have dropped a discount while it confirmed
        held = self.env["kms.coupon.slot"].sudo().search([("holder", "=", key)])
        # sudo: the places are this order's own.
        if gone := held.program_id - programs:
            self.env["kms.coupon.slot"]._kms_release(key, gone)

    def _kms_times_cancelled(self):
        """Tell a use from the one before the order was cancelled and taken up again."""
        # sudo: counts lines of this order alone.
        uses = self.env["kms.coupon.use"].sudo()
        return uses.search_count([("sale_order_id", "=", self.id), ("kind", "=", "reversal")])

    def _action_cancel(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        for order in confirmed:
            order._kms_give_back_coupons()
        result = True
        for order in self:
            origin = Origin(order.id, order.name)
            result = super(SaleOrder, order.with_context(kms_points_order=origin))._action_cancel()
        return result

    def _kms_give_back_coupons(self):
        key = self._kms_coupon_key()
        self.env["kms.coupon.slot"]._kms_release(key)
        # sudo: the uses of this order alone.
        uses = self.env["kms.coupon.use"].sudo().search([("sale_order_id", "=", self.id)])
        given_back = set(uses.filtered(lambda use: use.kind == "reversal").mapped("order_key"))
        for use in uses.filtered(lambda use: use.kind == "use"):
            if use.order_key not in given_back:
                use._kms_reverse(use.order_key, self.name, sale_order_id=self.id)
