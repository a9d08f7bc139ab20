from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_coupon_most = fields.Integer(related="company_id.kms_coupon_most", readonly=False)
    kms_coupon_holdout = fields.Float(related="company_id.kms_coupon_holdout", readonly=False)
    kms_coupon_minimum_sample = fields.Integer(
        related="company_id.kms_coupon_minimum_sample", readonly=False
    )
    kms_coupon_print_most = fields.Integer(
        related="company_id.kms_coupon_print_most", readonly=False
    )
    kms_accounting_years = fields.Integer(related="company_id.kms_accounting_years", readonly=False)
