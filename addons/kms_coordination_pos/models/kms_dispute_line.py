from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KmsDisputeLine(models.Model):
    _inherit = "kms.dispute.line"

    pos_line_id = fields.Many2one(
        "pos.order.line", string="Line of the till's order", ondelete="restrict", index=True
    )

    @api.depends("pos_line_id")
    def _compute_product_id(self):
        super()._compute_product_id()
        for line in self:
            line.product_id = line.pos_line_id.product_id or line.product_id

    @api.depends("pos_line_id.price_subtotal_incl")
    def _compute_amount(self):
        super()._compute_amount()
        for line in self:
            sold = line.pos_line_id
            if sold.qty:
                line.amount = line.currency_id.round(
                    sold.price_subtotal_incl / sold.qty * line.quantity
                )

    @api.constrains("pos_line_id", "dispute_id")
    def _check_pos_line_id(self):
        for line in self:
            if line.pos_line_id and line.pos_line_id.order_id != line.dispute_id.pos_order_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not a line of the disputed order. Choose one of its "
                        "lines, or open a dispute about the other order.",
                        product=line.product_id.display_name,
                    )
                )

    def _kms_is_claimable(self):
        return bool(self.pos_line_id) or super()._kms_is_claimable()

    def _kms_get_sold(self):
        # sudo: a counter that only claims write.
        return self.sudo().pos_line_id or super()._kms_get_sold()

    def _kms_refuse_claim(self):
        if not self.pos_line_id:
            super()._kms_refuse_claim()
        sold = self._kms_get_sold()
        self._kms_refuse_units(
            sold.qty, max(sold.kms_compensated_qty, sold.sale_order_line_id.kms_compensated_qty)
        )
