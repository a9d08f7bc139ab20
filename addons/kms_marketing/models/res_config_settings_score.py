from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_score_min_history = fields.Integer(
        related="company_id.kms_score_min_history", readonly=False
    )
    kms_score_learn_limit = fields.Integer(
        related="company_id.kms_score_learn_limit", readonly=False
    )
    kms_score_hot = fields.Integer(related="company_id.kms_score_hot", readonly=False)
    kms_score_warm = fields.Integer(related="company_id.kms_score_warm", readonly=False)
    kms_score_field_ids = fields.Many2many(related="company_id.kms_score_field_ids", readonly=False)
