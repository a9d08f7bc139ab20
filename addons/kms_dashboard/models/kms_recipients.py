from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize, email_normalize_all


class KmsRecipients(models.AbstractModel):
    """Who gets something that holds figures: roles, people, addresses outside the house.

    Everybody gets the figures that they may read. An address has no rights: it gets what the
    person may read who wrote it down.
    """

    _name = "kms.recipients"
    _description = "Recipients of figures"
    _order = "id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    group_ids = fields.Many2many("res.groups", string="Roles")
    user_ids = fields.Many2many("res.users", string="People", domain=[("share", "=", False)])
    emails = fields.Char(
        string="Other addresses",
        help="Separated by commas. They get the figures that the responsible person may read.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self._kms_default_user(),
        help="Who last changed what is sent to whom; is told when sending fails.",
    )

    @api.model
    def _kms_default_user(self):
        return self.env.ref("base.user_admin") if self.env.uid == SUPERUSER_ID else self.env.user

    @api.constrains("emails")
    def _check_emails(self):
        for record in self:
            if not record.emails:
                continue
            parts = record.emails.split(",")
            if any(";" in part or not email_normalize(part) for part in parts):
                raise ValidationError(
                    self.env._("Write e-mail addresses separated by commas: %s.", record.emails)
                )

    @api.model_create_multi
    def create(self, vals_list):
        # whoever writes addresses down answers for them: nobody lends out another one's rights
        for vals in vals_list:
            vals["user_id"] = self._kms_default_user().id
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        vals.pop("user_id", None)
        if set(vals) & self._kms_answered_fields():
            vals["user_id"] = self._kms_default_user().id
        return super().write(vals)

    @api.model
    def _kms_answered_fields(self):
        """Fields that decide which figures go to which address."""
        return {"emails", "company_id"}

    def _kms_readers(self):
        """The people of the house who get it, whatever they may read of it.

        :rtype: res.users
        """
        self.ensure_one()
        # sudo: addresses and rights of colleagues, for the sending alone.
        users = self.sudo().group_ids.all_user_ids | self.sudo().user_ids
        return users.filtered(self._kms_may_receive).sorted("id")

    def _kms_may_receive(self, user):
        return (
            user.active
            and not user.share
            and user.id != SUPERUSER_ID
            and self.company_id in user.company_ids
        )

    def _kms_addresses(self):
        """The addresses outside the house, none when nobody answers for them any more.

        :rtype: list[str]
        """
        self.ensure_one()
        # sudo: whether the responsible person still works here.
        if not self.emails or not self._kms_may_receive(self.sudo().user_id):
            return []
        own = {user.email_normalized for user in self._kms_readers()}
        return [address for address in email_normalize_all(self.emails) if address not in own]
