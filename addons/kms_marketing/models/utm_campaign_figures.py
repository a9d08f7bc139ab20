from odoo import api, fields, models


class UtmCampaign(models.Model):
    """The day on which the cost of a campaign counts."""

    _inherit = "utm.campaign"

    kms_cost_date = fields.Date(
        string="Cost counts on",
        compute="_compute_kms_cost_date",
        store=True,
        help="First day of the campaign; the day it was written down when that is not known.",
    )

    @api.depends("kms_date_from", "company_id")
    def _compute_kms_cost_date(self):
        for campaign in self:
            company = campaign.company_id or self.env.company
            written = company._kms_day_of(campaign.create_date or fields.Datetime.now())
            campaign.kms_cost_date = campaign.kms_date_from or written
