from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_delivery_signature = fields.Boolean(
        related="company_id.kms_delivery_signature", readonly=False
    )
    kms_delivery_paid = fields.Boolean(related="company_id.kms_delivery_paid", readonly=False)
    kms_rupture_days = fields.Integer(related="company_id.kms_rupture_days", readonly=False)
    kms_dispute_days = fields.Integer(related="company_id.kms_dispute_days", readonly=False)
    kms_goodwill_days = fields.Integer(related="company_id.kms_goodwill_days", readonly=False)
    kms_wallet_program_id = fields.Many2one(
        related="company_id.kms_wallet_program_id", readonly=False
    )
    kms_goodwill_program_id = fields.Many2one(
        related="company_id.kms_goodwill_program_id", readonly=False
    )
    kms_approval_amount = fields.Monetary(
        related="company_id.kms_approval_amount", readonly=False, currency_field="currency_id"
    )
    kms_approve_normal = fields.Boolean(related="company_id.kms_approve_normal", readonly=False)
    kms_approve_urgent = fields.Boolean(related="company_id.kms_approve_urgent", readonly=False)
    kms_approve_delivery = fields.Boolean(related="company_id.kms_approve_delivery", readonly=False)
    kms_approve_pickup = fields.Boolean(related="company_id.kms_approve_pickup", readonly=False)
