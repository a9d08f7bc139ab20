from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_waiting_limit = fields.Integer(related="company_id.kms_waiting_limit", readonly=False)
    kms_followup_urgent_days = fields.Integer(
        related="company_id.kms_followup_urgent_days", readonly=False
    )
    kms_followup_grace_days = fields.Integer(
        related="company_id.kms_followup_grace_days", readonly=False
    )
    kms_followup_no_answer_days = fields.Integer(
        related="company_id.kms_followup_no_answer_days", readonly=False
    )
    kms_followup_call_back_days = fields.Integer(
        related="company_id.kms_followup_call_back_days", readonly=False
    )
    kms_followup_interested_days = fields.Integer(
        related="company_id.kms_followup_interested_days", readonly=False
    )
    kms_field_late_minutes = fields.Integer(
        related="company_id.kms_field_late_minutes", readonly=False
    )
    kms_field_speed_limit = fields.Integer(
        related="company_id.kms_field_speed_limit", readonly=False
    )
    kms_stuck_days = fields.Integer(related="company_id.kms_stuck_days", readonly=False)
    kms_touch_limit = fields.Integer(related="company_id.kms_touch_limit", readonly=False)
    kms_touch_work_hours = fields.Boolean(related="company_id.kms_touch_work_hours", readonly=False)
    kms_map_tile_url = fields.Char(related="company_id.kms_map_tile_url", readonly=False)
    kms_map_attribution = fields.Char(related="company_id.kms_map_attribution", readonly=False)
    kms_office_latitude = fields.Float(
        related="company_id.partner_id.partner_latitude", readonly=False, string="Office, latitude"
    )
    kms_office_longitude = fields.Float(
        related="company_id.partner_id.partner_longitude",
        readonly=False,
        string="Office, longitude",
    )
