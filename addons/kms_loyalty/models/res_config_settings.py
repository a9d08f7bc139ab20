from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_loyalty_frequency_days = fields.Integer(
        related="company_id.kms_loyalty_frequency_days", readonly=False
    )
    kms_loyalty_frequency_factor = fields.Float(
        related="company_id.kms_loyalty_frequency_factor", readonly=False
    )
    kms_loyalty_frequency_divisor = fields.Float(
        related="company_id.kms_loyalty_frequency_divisor", readonly=False
    )
    kms_loyalty_frequency_max = fields.Float(
        related="company_id.kms_loyalty_frequency_max", readonly=False
    )
    kms_loyalty_period_days = fields.Integer(
        related="company_id.kms_loyalty_period_days", readonly=False
    )
    kms_loyalty_period_count = fields.Integer(
        related="company_id.kms_loyalty_period_count", readonly=False
    )
    kms_loyalty_amount_days = fields.Integer(
        related="company_id.kms_loyalty_amount_days", readonly=False
    )
    kms_loyalty_grace_days = fields.Integer(
        related="company_id.kms_loyalty_grace_days", readonly=False
    )
    kms_loyalty_coupon = fields.Boolean(related="company_id.kms_loyalty_coupon", readonly=False)
    kms_loyalty_coupon_days = fields.Integer(
        related="company_id.kms_loyalty_coupon_days", readonly=False
    )
    kms_loyalty_coupon_gap = fields.Integer(
        related="company_id.kms_loyalty_coupon_gap", readonly=False
    )
    kms_loyalty_coupon_minimum = fields.Monetary(
        related="company_id.kms_loyalty_coupon_minimum",
        readonly=False,
        currency_field="currency_id",
    )
    kms_loyalty_history_days = fields.Integer(
        related="company_id.kms_loyalty_history_days", readonly=False
    )
    kms_coupon_hold_minutes = fields.Integer(
        related="company_id.kms_coupon_hold_minutes", readonly=False
    )
    kms_lookup_limit = fields.Integer(related="company_id.kms_lookup_limit", readonly=False)
    kms_lookup_days = fields.Integer(related="company_id.kms_lookup_days", readonly=False)
    kms_tier_discount_base = fields.Selection(
        related="company_id.kms_tier_discount_base", readonly=False, required=True
    )
