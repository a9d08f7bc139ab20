from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._kms_join_pipeline()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "kms_channel" in vals:
            self._kms_join_pipeline()
        return result

    def _kms_join_pipeline(self):
        """Give each team the stages of the other teams of its channel, and of no other channel."""
        # sudo: who may write a team need not be allowed to change stages.
        stages = self.env["crm.stage"].sudo().search([("team_ids.kms_channel", "!=", False)])
        for team in self.sudo():
            for stage in stages:
                channels = {other.kms_channel for other in stage.team_ids - team} - {False}
                if not channels:
                    continue
                if team.kms_channel in channels:
                    stage.team_ids = [fields.Command.link(team.id)]
                elif team in stage.team_ids:
                    stage.team_ids = [fields.Command.unlink(team.id)]
