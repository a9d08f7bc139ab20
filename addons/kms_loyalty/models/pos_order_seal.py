from odoo import api, models
from odoo.exceptions import AccessError

from ..coupons.trust import TILL

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
        if not self._kms_till_writes() and any(
            vals.get("state", "draft") not in UNPAID for vals in vals_list
        ):
            raise AccessError(self.env._("Only a till makes paid orders."))
        return super().create(vals_list)

    def write(self, vals):
        if self._kms_till_writes():
            return super().write(vals)
        paid = self.filtered(lambda order: order.state not in UNPAID)
        manager = self.env.user.has_group("point_of_sale.group_pos_manager")
        if paid:
            paid._kms_refuse_sealed(vals, manager)
        settling = self._kms_newly_paid(vals, self - paid, manager)
        # what core computes again after a manager has corrected a payment
        trusted = self.with_context(kms_till=TILL) if manager and "payment_ids" in vals else self
        result = super(PosOrder, trusted).write(vals)
        for order in settling:
            # sudo: the server settles, as for orders that come from a till.
            order.sudo()._kms_settle_loyalty()
        return result

    def _kms_till_writes(self):
        return self.env.su or self.env.context.get("kms_till") is TILL

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
