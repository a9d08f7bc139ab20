from odoo import api, fields, models


class KmsCouponUse(models.Model):
    """A coupon that an order used, or gave back when it was cancelled or refunded."""

    _name = "kms.coupon.use"
    _inherit = ["kms.appended.mixin"]
    _description = "Use of a coupon"
    _order = "moment desc, id desc"
    _rec_name = "code"
    _log_access = False

    kind = fields.Selection(
        [("use", "Used"), ("reversal", "Given back")], required=True, readonly=True
    )
    moment = fields.Datetime(required=True, readonly=True)
    coupon_kind = fields.Selection(
        [("generic", "Generic"), ("special", "Special")],
        string="Coupon for",
        required=True,
        readonly=True,
    )
    code = fields.Char(required=True, readonly=True)
    program_id = fields.Many2one(
        "loyalty.program", required=True, index=True, ondelete="cascade", readonly=True
    )
    card_id = fields.Many2one(
        "loyalty.card",
        string="Coupon",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    tier_id = fields.Many2one(
        "kms.loyalty.tier",
        string="Tier at that moment",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    pos_order_id = fields.Many2one(
        "pos.order",
        string="Order of the till",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    sale_order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="set null", readonly=True
    )
    order_ref = fields.Char(string="Order", readonly=True)
    order_key = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Discount", readonly=True, help="Tax included; negative when given back."
    )
    excess = fields.Boolean(
        string="To review",
        readonly=True,
        help="The order was paid, so it was kept, although the coupon was not valid for it.",
    )
    reason = fields.Char(readonly=True)

    _order_unique = models.UniqueIndex(
        "(order_key, program_id, code, kind)", "This order has already used the coupon."
    )

    @api.model
    def _kms_given(self, keys):
        """Return the uses of some orders.

        :param list keys: of the orders
        """
        # sudo: an order's own uses; who cancels it need not read everybody's.
        return self.sudo().search([("order_key", "in", keys), ("kind", "=", "use")])

    def _kms_reverse(self, key, order_ref, share=1, **order):
        """Write that these uses were given back by an order.

        :param str key: of the order that gives back
        :param float share: part of the amount
        """
        for use in self:
            use._kms_append(
                {
                    "kind": "reversal",
                    "moment": self.env.cr.now(),
                    "coupon_kind": use.coupon_kind,
                    "code": use.code,
                    "program_id": use.program_id.id,
                    "card_id": use.card_id.id or None,
                    "partner_id": use.partner_id.id or None,
                    "tier_id": use.tier_id.id or None,
                    "order_ref": order_ref,
                    "order_key": key,
                    "user_id": self.env.uid,
                    "company_id": use.company_id.id,
                    "amount": -use.currency_id.round(use.amount * share),
                    "excess": False,
                    **order,
                }
            )
