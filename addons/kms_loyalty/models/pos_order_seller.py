from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kms_base.ids import read_id

from ..coupons.trust import Refunded
from ..judging.price import INFO, REVIEW, Finding


class PosOrder(models.Model):
    """Who takes goods back: anybody while the session of the sale is open, then its seller or a
    manager.

    A till that was away may have refunded a colleague's order in time and tell it late, and money
    that was paid back is never refused: such a refund is kept and marked.
    """

    _inherit = "pos.order"

    @api.model
    def sync_from_ui(self, orders):
        """Store a till's orders, as core does.

        :param list orders: as tills send them
        :raise UserError: nothing that a till sends
        """
        self.browse().check_access("create")
        if not isinstance(orders, list) or not all(map(_is_order, orders)):
            raise UserError(self.env._("These are no orders of a till."))
        unseen = self._kms_unseen(orders)
        if not unseen:
            return super().sync_from_ui(orders)
        opened = Refunded({"pos.order": unseen.ids, "pos.order.line": unseen.lines.ids})
        opening = self.with_context(kms_refunded=opened)
        return super(PosOrder, opening).sync_from_ui(orders)

    @api.model
    def _kms_unseen(self, orders):
        """Return the orders of this company that are taken back by who may not see them."""
        ids = [
            read_id(line[2].get("refunded_orderline_id"))
            for order in (orders if isinstance(orders, list) else [])
            for line in (isinstance(order, dict) and order.get("lines")) or []
            if isinstance(line, list | tuple) and len(line) > 2 and isinstance(line[2], dict)
        ]
        # sudo: which orders they are; what is in them stays on the server.
        sold = self.env["pos.order.line"].sudo().browse([one for one in ids if one]).exists()
        origins = sold.order_id.filtered(lambda order: order.company_id in self.env.companies)
        # sudo: to take them away from the ones above, nothing is read.
        return origins - origins.sudo(False)._filtered_access("read").sudo()

    @api.model
    def _kms_opened(self):
        opened = self.env.context.get("kms_refunded")
        ids = opened.ids["pos.order"] if isinstance(opened, Refunded) else []
        return self.browse(ids)

    @api.model
    def _get_refunded_orders(self, order):
        """Leave out of the answer to the till what its cashier may not see."""
        origins = super()._get_refunded_orders(order)
        return origins if len(origins) > 1 else origins - self._kms_opened()

    def _kms_judge_refunds(self):
        return super()._kms_judge_refunds() + self._kms_judge_sellers()

    def _kms_judge_sellers(self):
        """Return the orders that whoever takes them back may not see."""
        none = self.env["product.product"]
        return [
            (Finding("seller", self._kms_seller_severity(origin), {"order": origin}), none)
            for origin in self.lines.refunded_orderline_id.order_id & self._kms_opened()
        ]

    def _kms_seller_severity(self, origin):
        """A till that was away took the goods back before the session closed."""
        closed = origin.session_id.stop_at
        return INFO if closed and self.date_order <= closed else REVIEW

    def _kms_tell_refund(self, code, amounts, values):
        if code != "seller":
            return super()._kms_tell_refund(code, amounts, values)
        return self.env._(
            "%(order)s was sold by %(seller)s in a closed session: a manager refunds it.",
            order=values["order"].name,
            seller=values["order"].user_id.name,
        )


def _is_order(sent):
    return isinstance(sent, dict) and isinstance(sent.get("lines"), list | tuple)
