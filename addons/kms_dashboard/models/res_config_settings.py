from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_quiet_from = fields.Float(related="company_id.kms_quiet_from", readonly=False)
    kms_quiet_to = fields.Float(related="company_id.kms_quiet_to", readonly=False)
