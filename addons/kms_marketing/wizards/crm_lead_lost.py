from odoo import api, fields, models


class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    kms_reason_required = fields.Boolean(compute="_compute_kms_reason_required")

    @api.depends("lead_ids")
    def _compute_kms_reason_required(self):
        for wizard in self:
            wizard.kms_reason_required = any(wizard.lead_ids.mapped("kms_channel"))
