from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_call_lease_minutes = fields.Integer(
        related="company_id.kms_call_lease_minutes", readonly=False
    )
    kms_call_cards_ahead = fields.Integer(related="company_id.kms_call_cards_ahead", readonly=False)
    kms_call_grace_minutes = fields.Integer(
        related="company_id.kms_call_grace_minutes", readonly=False
    )
    kms_call_ring_seconds = fields.Integer(
        related="company_id.kms_call_ring_seconds", readonly=False
    )
    kms_call_message_tries = fields.Integer(
        related="company_id.kms_call_message_tries", readonly=False
    )
    kms_call_sale_days = fields.Integer(related="company_id.kms_call_sale_days", readonly=False)
