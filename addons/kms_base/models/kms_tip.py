from odoo import api, fields, models


class KmsTip(models.Model):
    """One sentence or two about the day of a role, for whoever signs in for the first time.

    Each addon brings those of its screens, as data. Who has not put them away yet is in
    `res.users.kms_first_steps`.
    """

    _name = "kms.tip"
    _description = "First step of a role"
    _order = "role_id, sequence, id"

    name = fields.Char(string="Title", required=True, translate=True)
    text = fields.Text(required=True, translate=True)
    role_id = fields.Many2one("res.groups", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    action_id = fields.Many2one("ir.actions.actions", string="Screen")

    @api.model
    def my_tips(self):
        """Return the first steps of the roles that the user was given.

        A role may imply another (management has all that marketing has): the implied one's steps
        are for those whose own roles have none.

        :return: `{id, name, text, action}` each, `action` being the id of a screen or False
        :rtype: list[dict]
        """
        self.browse().check_access("read")
        user = self.env.user
        for roles in (user.group_ids, user.all_group_ids):
            tips = self.search([("role_id", "in", roles.ids)])
            if tips:
                break
        return [
            {"id": tip.id, "name": tip.name, "text": tip.text, "action": tip.action_id.id}
            for tip in tips
        ]

    @api.model
    def put_away(self):
        """Do not show the first steps at sign-in any more to the user who asks."""
        self.browse().check_access("read")
        self.env.user.kms_first_steps = False  # core gives one's own card with all rights
