import logging

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "kms.audited.mixin"]

    _kms_audited = {"group_ids": "role", "active": "role", "login": "role"}
    _kms_audited_new = frozenset({"login", "group_ids"})

    def _mfa_type(self):
        """Ask who has a role with a second factor for a code by e-mail, failing an authenticator.

        Without a mail server or an address no code could arrive, and nobody could sign in to
        enter them.
        """
        kind = super()._mfa_type()
        if kind is not None or not self.email:
            return kind
        return "totp_mail" if self._kms_second_factor() else None

    def _kms_second_factor(self):
        """Whether a role asks for a second factor, and a code could be sent.

        :rtype: bool
        """
        # read while somebody signs in, who has no rights yet
        user = self.sudo()
        return any(user.all_group_ids.mapped("kms_second_factor")) and bool(
            user.env["ir.mail_server"].search_count([], limit=1)
        )

    @api.constrains("totp_secret")
    def _check_second_factor(self):
        """:raise ValidationError: the authenticator goes, and no code would arrive by e-mail"""
        self.partner_id._check_second_factor()

    def _send_totp_mail_code(self):
        """:raise UserError: the mail server is away; core would show what Python says of it"""
        try:
            return super()._send_totp_mail_code()
        except MailDeliveryException as error:
            _logger.warning("no code reaches user %s: %s", self.id, error)
            raise UserError(
                self.env._(
                    "The code could not be sent: the mail server does not answer. Wait a few"
                    " minutes and sign in again; if it lasts, tell the administrator."
                )
            ) from error
