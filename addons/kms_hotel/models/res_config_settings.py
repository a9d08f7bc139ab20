from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_checkin_hour = fields.Float(related="company_id.kms_checkin_hour", readonly=False)
    kms_checkout_hour = fields.Float(related="company_id.kms_checkout_hour", readonly=False)
    kms_hotel_class = fields.Selection(related="company_id.kms_hotel_class", readonly=False)
    kms_stay_max_nights = fields.Integer(related="company_id.kms_stay_max_nights", readonly=False)
    kms_option_hours = fields.Integer(related="company_id.kms_option_hours", readonly=False)
    kms_cancel_free_hours = fields.Integer(
        related="company_id.kms_cancel_free_hours", readonly=False
    )
    kms_cancel_percent = fields.Float(related="company_id.kms_cancel_percent", readonly=False)
    kms_identity_days = fields.Integer(related="company_id.kms_identity_days", readonly=False)
