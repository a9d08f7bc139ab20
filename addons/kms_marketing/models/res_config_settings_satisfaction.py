from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_satisfied_from = fields.Integer(related="company_id.kms_satisfied_from", readonly=False)
    kms_unsatisfied_to = fields.Integer(related="company_id.kms_unsatisfied_to", readonly=False)
    kms_complaint_user_id = fields.Many2one(
        related="company_id.kms_complaint_user_id", readonly=False
    )
    kms_satisfaction_link_days = fields.Integer(
        related="company_id.kms_satisfaction_link_days", readonly=False
    )
    kms_satisfaction_change_hours = fields.Integer(
        related="company_id.kms_satisfaction_change_hours", readonly=False
    )
    kms_idle_days = fields.Integer(related="company_id.kms_idle_days", readonly=False)
