from odoo import fields, models
from odoo.exceptions import UserError


class KmsRuptureReplace(models.TransientModel):
    """Puts another product on a line whose own is out of stock."""

    _name = "kms.rupture.replace"
    _description = "Offer something else"
    _order = "id desc"

    line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="line_id.product_id")
    text = fields.Char(related="line_id.kms_rupture_text", string="Stock-out")
    alternative_ids = fields.Many2many(related="line_id.kms_rupture_id.alternative_ids")
    alternative_id = fields.Many2one(
        "product.product", string="Offer instead", domain=[("sale_ok", "=", True)]
    )

    def action_apply(self):
        """Replace the product; the lost demand is noted by the line.

        :raise UserError: no product was chosen
        """
        self.ensure_one()
        self.line_id.check_access("write")
        if not self.alternative_id or self.alternative_id == self.product_id:
            raise UserError(self.env._("Choose what to offer instead."))
        self.line_id.product_id = self.alternative_id
        return {"type": "ir.actions.act_window_close"}
