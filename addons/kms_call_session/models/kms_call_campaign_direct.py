from odoo import fields, models


class KmsCallCampaign(models.Model):
    """Calls without a campaign: each seller has one of their own for them."""

    _inherit = "kms.call.campaign"

    direct_user_id = fields.Many2one(
        "res.users",
        string="Direct calls of",
        readonly=True,
        copy=False,
        help="Calls that this seller starts from a list are written down here.",
    )

    _direct_uniq = models.UniqueIndex(
        "(company_id, direct_user_id) WHERE direct_user_id IS NOT NULL",
        "This seller has a campaign for direct calls already.",
    )

    def _direct_of(self, company, user):
        """The campaign of a seller's direct calls, made at the first one.

        :rtype: kms.call.campaign
        """
        campaign = self.search(
            [("company_id", "=", company.id), ("direct_user_id", "=", user.id)], limit=1
        )
        if not campaign:
            campaign = self.create(
                {
                    "name": self.env._("Direct calls: %(name)s", name=user.name),
                    "script": self.env._("Hello [Name], this is [Agent] of [House]."),
                    "company_id": company.id,
                    "direct_user_id": user.id,
                    "responsible_id": user.id,
                    "user_ids": [fields.Command.set(user.ids)],
                    "date_from": False,
                    # nobody is called again by itself: who called decides
                    "max_tries": 1,
                    "timezone": company.kms_timezone,
                }
            )
        if campaign.state != "running":
            campaign.state = "running"
        return campaign
