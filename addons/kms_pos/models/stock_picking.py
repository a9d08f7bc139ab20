from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """Goods leave once: with the delivery note of their order where there is one.

        That such a picking was made, and was done at once, is all that its chatter would say.
        """
        silent = self.with_context(tracking_disable=True)
        pickings = super(StockPicking, silent)._create_picking_from_pos_order_lines(
            location_dest_id,
            lines.filtered(lambda line: not line.kms_delivered_apart or line.qty < 0),
            picking_type,
            partner,
        )
        return pickings.with_env(self.env)
