from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_waiting_limit = fields.Integer(related="company_id.kms_waiting_limit", readonly=False)
