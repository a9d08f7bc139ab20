from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.kms_base.defaults import without_defaults

from ..coupons.trust import Stored

# Money, goods and whose they are, once an order is paid.
SEALED = frozenset(
    (
        "amount_difference",
        "amount_paid",
        "amount_return",
        "amount_tax",
        "amount_total",
        "company_id",
        "config_id",
        "currency_rate",
        "date_order",
        "fiscal_position_id",
        "is_refund",
        "is_tipped",
        "lines",
        "name",
        "partner_id",
        "payment_ids",
        "pos_reference",
        "pricelist_id",
        "session_id",
        "tip_amount",
        "user_id",
        "uuid",
    )
)
UNPAID = ("draft", "cancel")


class PosOrder(models.Model):
    """A paid order comes from a till, through the server's judgement, and stays as it was paid."""

    _inherit = "pos.order"

    @api.model_create_multi
    def create(self, vals_list):
        paid = [vals for vals in vals_list if vals.get("state", "draft") not in UNPAID]
        if not self._kms_may_store(vals.get("uuid") for vals in paid):
            raise AccessError(self.env._("Only a till makes paid orders."))
        return super(PosOrder, without_defaults(self)).create(vals_list)

    def write(self, vals):
        if self._kms_are_stored():
            return super().write(vals)
        paid = self.filtered(lambda order: order.state not in UNPAID)
        manager = self.env.user.has_group("point_of_sale.group_pos_manager")
        if paid:
            paid._kms_refuse_sealed(vals, manager)
        settling = self._kms_newly_paid(vals, self - paid, manager)
        # what core computes again after a manager has corrected a payment
        trusted = self._kms_storing() if manager and "payment_ids" in vals else self
        result = super(PosOrder, trusted).write(vals)
        for order in settling:
            # sudo: the server settles, as for orders that come from a till.
            order.sudo()._kms_settle_loyalty()
        return result

    @api.model
    def _kms_may_store(self, uuids):
        stored = self.env.context.get("kms_stored")
        known = stored.uuids if isinstance(stored, Stored) else ()
        return self.env.su or all(uuid in known for uuid in uuids)

    def _kms_are_stored(self):
        """Say whether the server itself is storing these orders just now."""
        # sudo: the key that the till gave an order, whoever may read it.
        return self.env.su or self._kms_may_store(self.sudo().mapped("uuid"))

    def _kms_storing(self):
        return self.with_context(kms_stored=Stored(frozenset(self.mapped("uuid"))))

    def _kms_newly_paid(self, vals, drafts, manager):
        """Return the orders that are being paid in the back office.

        :raise AccessError: a cashier pays at the till
        """
        if vals.get("state", "draft") in UNPAID or not drafts:
            return self.browse()
        if not manager or vals["state"] != "paid":
            raise AccessError(self.env._("Orders are paid at the till."))
        return drafts

    def _kms_refuse_sealed(self, vals, manager):
        """:raise AccessError: a client changes what was paid"""
        names = SEALED.intersection(vals)
        if manager:
            names -= {"payment_ids"}
        if names == {"partner_id"} and all(order._kms_nobodys() for order in self):
            names = ()
        if names:
            labels = (self._fields[name]._description_string(self.env) for name in names)
            raise AccessError(
                self.env._(
                    "%(fields)s: this order is paid. Refund it at the till and sell again.",
                    fields=", ".join(sorted(labels)),
                )
            )

    def _kms_nobodys(self):
        """Say whether this user sold the order to nobody yet, who then asks for an invoice."""
        return not self.partner_id and self.user_id == self.env.user
