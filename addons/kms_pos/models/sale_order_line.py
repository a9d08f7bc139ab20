from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_qty_delivered(self):
        """Core counts what a till has sold as handed over; an order paid there may still wait in
        the warehouse.
        """
        delivered = super()._prepare_qty_delivered()
        for line in self:
            # A salesperson has no right on the till's lines; core reads them the same way.
            pos_lines = line.sudo().pos_order_line_ids.filtered(
                lambda pos_line: pos_line.order_id.state not in ("cancel", "draft")
            )
            apart = pos_lines.filtered("kms_delivered_apart")
            if apart and all(picking.state == "done" for picking in pos_lines.order_id.picking_ids):
                delivered[line] -= sum(
                    self._convert_qty(line, pos_line.qty, "p2s") for pos_line in apart
                )
        return delivered
