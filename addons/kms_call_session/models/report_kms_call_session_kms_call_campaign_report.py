from odoo import api, models
from odoo.tools.misc import formatLang


class ReportKmsCallCampaign(models.AbstractModel):
    """The paper of a campaign."""

    _name = "report.kms_call_session.kms_call_campaign_report"
    _description = "Printed report of a call campaign"

    @api.model
    def _get_report_values(self, docids, data=None):
        campaigns = self.env["kms.call.campaign"].browse(docids)
        campaigns._check_report()
        return {
            "doc_ids": campaigns.ids,
            "doc_model": campaigns._name,
            "docs": campaigns,
            "written": self._written,
            "sections": {campaign.id: campaign._report_sections() for campaign in campaigns},
        }

    def _written(self, cell):
        """A cell as people read it in their language."""
        if cell is None:
            return "-"
        if isinstance(cell, str):
            return cell
        digits = 1 if isinstance(cell, float) else 0
        return formatLang(self.env, cell, digits=digits)
