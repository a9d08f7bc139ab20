from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_timezone = fields.Selection(related="company_id.kms_timezone", readonly=False)
