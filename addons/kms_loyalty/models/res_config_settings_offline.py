from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_offline_coupon_amount = fields.Monetary(
        related="company_id.kms_offline_coupon_amount",
        readonly=False,
        currency_field="currency_id",
    )
    kms_offline_coupon_count = fields.Integer(
        related="company_id.kms_offline_coupon_count", readonly=False
    )
