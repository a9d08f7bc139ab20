from math import copysign

from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.kms_base.defaults import without_defaults

from .pos_order_seal import UNPAID

SEALED = frozenset(
    (
        "combo_parent_id",
        "coupon_id",
        "discount",
        "is_reward_line",
        "order_id",
        "points_cost",
        "price_extra",
        "price_subtotal",
        "price_subtotal_incl",
        "price_unit",
        "product_id",
        "qty",
        "refund_orderline_ids",
        "refunded_orderline_id",
        "reward_id",
        "reward_identifier_code",
        "sale_order_line_id",
        "sale_order_origin_id",
        "tax_ids",
    )
)


class PosOrderLine(models.Model):
    """Lines of a paid order stay as they were paid."""

    _inherit = "pos.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        self._kms_refuse_paid(
            self.env["pos.order"].browse(
                {vals["order_id"] for vals in vals_list if vals.get("order_id")}
            )
        )
        return super(PosOrderLine, without_defaults(self)).create(vals_list)

    def write(self, vals):
        if not SEALED.isdisjoint(vals):
            target = self.env["pos.order"].browse(vals.get("order_id") or [])
            self._kms_refuse_paid(self.order_id | target)
        return super().write(vals)

    def _kms_paid(self):
        """Return what lines cost, tax included; negative for what comes back.

        The till gives the lines of a refund the sign of its document, the back office theirs.

        :rtype: float
        """
        return sum(copysign(line.price_subtotal_incl, line.qty * line.price_unit) for line in self)

    def _prepare_refund_data(self, refund_order, PosPackOperationLot):
        """What is left of a discount goes back whole, where its part of a unit was rounded."""
        values = super()._prepare_refund_data(refund_order, PosPackOperationLot)
        if refund_order._kms_follows(self) and self.refunded_qty and values["qty"]:
            backs = self.refund_orderline_ids.filtered(
                lambda line: line.order_id.state != "cancel" and line.order_id != refund_order
            )
            left = self.price_subtotal_incl + backs._kms_paid()
            full = self.price_subtotal_incl / self.qty
            values["price_unit"] = self.price_unit * left / full / -values["qty"]
        return values

    def _kms_refuse_paid(self, orders):
        """:raise AccessError: a client changes what was paid"""
        if orders._kms_are_stored():
            return
        # sudo: whether an order is paid, whoever may read it.
        if any(order.state not in UNPAID for order in orders.sudo().exists()):
            raise AccessError(
                self.env._("This order is paid. Refund it at the till and sell again.")
            )
