from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_fee_first_percent = fields.Float(related="company_id.kms_fee_first_percent", readonly=False)
    kms_fee_parts = fields.Integer(related="company_id.kms_fee_parts", readonly=False)
    kms_offer_hours = fields.Integer(related="company_id.kms_offer_hours", readonly=False)
    kms_dropout_free_days = fields.Integer(
        related="company_id.kms_dropout_free_days", readonly=False
    )
    kms_dropout_kept_percent = fields.Float(
        related="company_id.kms_dropout_kept_percent", readonly=False
    )
    kms_reminder_before_days = fields.Integer(
        related="company_id.kms_reminder_before_days", readonly=False
    )
    kms_reminder_first_days = fields.Integer(
        related="company_id.kms_reminder_first_days", readonly=False
    )
    kms_reminder_last_days = fields.Integer(
        related="company_id.kms_reminder_last_days", readonly=False
    )
    kms_entry_days = fields.Integer(related="company_id.kms_entry_days", readonly=False)
