from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_delivery_signature = fields.Boolean(
        related="company_id.kms_delivery_signature", readonly=False
    )
