from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.kms_base.defaults import without_defaults

from .pos_order_seal import UNPAID

SEALED = frozenset(("amount", "is_change", "payment_method_id", "pos_order_id", "session_id"))


class PosPayment(models.Model):
    """Payments of a paid order are a manager's to correct, and nobody's to take away."""

    _inherit = "pos.payment"

    @api.model_create_multi
    def create(self, vals_list):
        self._kms_refuse_paid(
            self.env["pos.order"].browse(
                {vals["pos_order_id"] for vals in vals_list if vals.get("pos_order_id")}
            )
        )
        return super(PosPayment, without_defaults(self)).create(vals_list)

    def write(self, vals):
        if not SEALED.isdisjoint(vals):
            target = self.env["pos.order"].browse(vals.get("pos_order_id") or [])
            self._kms_refuse_paid(self.pos_order_id | target)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paid(self):
        self._kms_refuse_paid(self.pos_order_id)

    def _kms_refuse_paid(self, orders):
        """:raise AccessError: a client changes what was paid"""
        if orders._kms_are_stored():
            return
        if self.env.user.has_group("point_of_sale.group_pos_manager"):
            return
        # sudo: whether an order is paid, whoever may read it.
        if any(order.state not in UNPAID for order in orders.sudo().exists()):
            raise AccessError(
                self.env._("This order is paid. A manager of the till corrects its payments.")
            )
