from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_till_switch = fields.Boolean(related="company_id.kms_till_switch", readonly=False)
    kms_till_pin_tries = fields.Integer(related="company_id.kms_till_pin_tries", readonly=False)
