from odoo import models

from odoo.addons.kms_base.ids import read_id


class PosConfig(models.Model):
    """Who sells at a till, and who may take it over."""

    _inherit = "pos.config"

    def kms_cashiers(self):
        """Return who may take over this till.

        :return: dicts of `id`, `name` and `kind`: what they type, `pin` or `password`
        :rtype: list[dict]
        :raise AccessError: not for who does not sell
        """
        self.ensure_one()
        self.check_access("read")
        self.env["pos.order"].check_access("create")
        return [
            {"id": user.id, "name": user.name, "kind": user._kms_secret_kind()}
            for user in self._kms_sellers()
        ]

    def _kms_sellers(self):
        """Return the users who sell at the tills of the company.

        :rtype: res.users
        """
        # sudo: names of colleagues at the till, and whether they have a PIN.
        config = self.sudo()
        if not config.company_id.kms_till_switch:
            return self.env["res.users"]
        group = config.env.ref("point_of_sale.group_pos_user")
        return config.env["res.users"].search(
            [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", config.company_id.ids),
                ("share", "=", False),
            ],
            order="name",
        )

    def _kms_switch_target(self, user_id):
        """Return who takes over, if they may and whoever asks sells here too; nobody at no till.

        :rtype: res.users
        """
        users = self.env["res.users"]
        if not (self and read_id(user_id) and self.has_access("read")):
            return users
        if not self.env["pos.order"].has_access("create"):
            return users
        return self._kms_sellers().filtered(lambda user: user.id == user_id)
