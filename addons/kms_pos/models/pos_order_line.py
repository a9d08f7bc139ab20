from odoo import api, fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    kms_delivered_apart = fields.Boolean(
        string="Delivered by the warehouse",
        compute="_compute_kms_delivered_apart",
        store=True,
        precompute=True,
        help="The line pays a confirmed order whose goods leave, or have left, with its delivery "
        "note; the till moves no stock for it.",
    )

    @api.depends("sale_order_line_id")
    def _compute_kms_delivered_apart(self):
        for line in self:
            # Stock moves are not the cashier's to read.
            moves = line.sudo().sale_order_line_id.move_ids
            line.kms_delivered_apart = any(move.state != "cancel" for move in moves)
