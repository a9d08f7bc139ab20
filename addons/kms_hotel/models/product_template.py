from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    kms_hotel_service = fields.Boolean(
        string="Hotel service", help="Offered on folios: breakfast, laundry, transport…"
    )
