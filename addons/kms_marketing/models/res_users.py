from odoo import models

# Who works on what nobody has taken yet in a channel, without being a member of its team.
CHANNEL_ROLES = {
    "showroom": ("reception", "showroom"),
    "field": ("field",),
    "digital": ("call_agent",),
    "hotel": ("concierge",),
    "training": ("training",),
}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _kms_channel_domain(self, path=None):
        """Return which prospects and quotations of channels the user may meet at all.

        Core shows a salesperson what is theirs and what is nobody's. In the channels of the house
        what is nobody's belongs to those who work in that channel. Managers and those who sell
        nothing (accounting) are not limited here, nor is what has no channel.

        :param str path: many2one that leads to the document, when the rule is on what hangs on it
        :return: a domain on models with `kms_channel`, `user_id` and `team_id`; the roles are read
            here (they clear the cache of rules when they change), the teams in the database
        :rtype: list
        """
        self.ensure_one()
        if self.has_group("sales_team.group_sale_salesman_all_leads") or not self.has_group(
            "sales_team.group_sale_salesman"
        ):
            return [(1, "=", 1)]
        channels = [
            channel
            for channel, roles in CHANNEL_ROLES.items()
            if any(self.has_group(f"kms_base.role_{role}") for role in roles)
        ]
        member = [("user_id", "=", self.id), ("active", "=", True)]
        domain = [
            "|",
            "|",
            "|",
            "|",
            ("kms_channel", "=", False),
            ("kms_channel", "in", channels),
            ("user_id", "=", self.id),
            ("team_id.user_id", "=", self.id),
            ("team_id.crm_team_member_ids", "any", member),
        ]
        return [(path, "any", domain)] if path else domain
