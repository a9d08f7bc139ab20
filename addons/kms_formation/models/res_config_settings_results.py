from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_excused_counts = fields.Boolean(related="company_id.kms_excused_counts", readonly=False)
    kms_certificate_paid = fields.Boolean(related="company_id.kms_certificate_paid", readonly=False)
    kms_certificate_signatory = fields.Char(
        related="company_id.kms_certificate_signatory", readonly=False
    )
    kms_certificate_signatory_title = fields.Char(
        related="company_id.kms_certificate_signatory_title", readonly=False
    )
