from odoo import fields, models

SHORT_REASONS = [
    ("missing", "Not found in the warehouse"),
    ("damaged", "Damaged"),
    ("reserved", "Kept for another customer"),
    ("wrong", "Wrong article on the shelf"),
    ("customer", "The customer takes fewer"),
]


class StockMove(models.Model):
    _inherit = "stock.move"

    kms_short_reason = fields.Selection(
        SHORT_REASONS,
        string="Why fewer",
        copy=False,
        help="Said by the storekeeper when a preparation order gets fewer than it asked for.",
    )

    def _search_picking_for_assignation_domain(self):
        """A replacement leaves with a transfer of its own: it settles one dispute.

        Core would add it to whatever of the same sale is still to leave.
        """
        domain = super()._search_picking_for_assignation_domain()
        domain.append(("kms_dispute_id", "=", False))
        if self.env.context.get("kms_own_transfer"):
            domain.append(("id", "=", 0))
        return domain

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        received = moves.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "internal"
                and move.location_id.usage != "internal"
            )
        )
        if received:
            self.env["kms.rupture"]._kms_products_back(received.product_id)
        return moves
