from odoo import api, fields, models
from odoo.exceptions import UserError

# The five sales channels (domain.md, "The five channels"). A channel is a kind of sales team, so
# whatever core stamps with a team already knows its channel.
CHANNELS = [
    ("showroom", "Showroom"),
    ("field", "Field"),
    ("digital", "Digital"),
    ("hotel", "Hotel & residences"),
    ("training", "Training (IFP-KMS)"),
]


class CrmTeam(models.Model):
    _inherit = "crm.team"

    kms_channel = fields.Selection(
        CHANNELS,
        string="Channel",
        index="btree_not_null",
        help="Sales channel whose figures the documents of this team count for.",
    )

    @api.model
    def _kms_get_channel_team(self, channel, company):
        """Return the team that stands for a channel in a company.

        :param str channel: a key of :data:`CHANNELS`
        :param company: `res.company` record; its own team comes before a shared one
        :rtype: crm.team
        :raise UserError: no active team of that channel serves the company
        """
        teams = self.search(
            [("kms_channel", "=", channel), ("company_id", "in", [False, company.id])]
        )
        team = teams.sorted(lambda team: not team.company_id)[:1]
        if not team:
            raise UserError(
                self.env._(
                    'No sales team serves the channel "%(channel)s" in %(company)s. '
                    "Set the channel on one of its sales teams first.",
                    channel=dict(self._fields["kms_channel"]._description_selection(self.env)).get(
                        channel, channel
                    ),
                    company=company.display_name,
                )
            )
        return team
