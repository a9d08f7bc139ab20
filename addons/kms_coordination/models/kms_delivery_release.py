from odoo import fields, models


class KmsDeliveryRelease(models.Model):
    """A manager's word that the goods of a sale leave unpaid. Never rewritten."""

    _name = "kms.delivery.release"
    _description = "Delivery released unpaid"
    _order = "id desc"

    sale_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sale_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="sale_id.currency_id")
    partner_id = fields.Many2one(related="sale_id.partner_id", store=True, string="Customer")
    user_id = fields.Many2one(
        "res.users", string="Released by", required=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    reason = fields.Char(required=True)
    missing_amount = fields.Monetary(string="Missing then")
