from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_till_discount = fields.Float(related="company_id.kms_till_discount", readonly=False)
    kms_till_discount_manager = fields.Float(
        related="company_id.kms_till_discount_manager", readonly=False
    )
    kms_till_stale_days = fields.Integer(related="company_id.kms_till_stale_days", readonly=False)
