from odoo import api, fields, models

from .crm_team import CHANNELS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    kms_channel = fields.Selection(
        CHANNELS,
        string="Channel",
        compute="_compute_kms_channel",
        inverse="_inverse_kms_channel",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )

    @api.depends("team_id.kms_channel")
    def _compute_kms_channel(self):
        for lead in self:
            lead.kms_channel = lead.team_id.kms_channel

    def _inverse_kms_channel(self):
        for (channel, company), leads in self.grouped(
            lambda lead: (lead.kms_channel, lead.company_id or self.env.company)
        ).items():
            astray = leads.filtered(
                lambda lead, channel=channel: lead.team_id.kms_channel != channel
            )
            if channel and astray:
                astray.team_id = self.env["crm.team"]._kms_get_channel_team(channel, company)

    @api.depends("user_id", "type")
    def _compute_team_id(self):
        # Core moves a lead to a team of its new salesperson; a lead that already belongs to a
        # channel stays there, or handing a visitor to a colleague would change whose figures
        # they count for.
        super(CrmLead, self.filtered(lambda lead: not lead.team_id.kms_channel))._compute_team_id()

    @api.model_create_multi
    def create(self, vals_list):
        """Resolve a given channel to its team up front, one look-up per channel and company."""
        teams = {}
        prepared = []
        for vals in vals_list:
            channel = vals.get("kms_channel")
            if channel and not vals.get("team_id"):
                company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
                if (channel, company) not in teams:
                    teams[channel, company] = self.env["crm.team"]._kms_get_channel_team(
                        channel, company
                    )
                vals = {**vals, "team_id": teams[channel, company].id}
            prepared.append(vals)
        return super().create(prepared)

    def _create_customer(self):
        # Core makes a new card each time; a number that is known already has one.
        self.ensure_one()
        Partner = self.env["res.partner"]
        company = self.company_id or self.env.company
        number = Partner._kms_normalize(self.phone).e164
        known = number and Partner._kms_search_phone([number], company)[:1]
        return known or super()._create_customer()
