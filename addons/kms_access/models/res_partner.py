from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.constrains("email")
    def _check_second_factor(self):
        """:raise ValidationError: the code that somebody signs in with would arrive nowhere"""
        # whoever may write the card need not see the account behind it
        for user in self.filtered(lambda partner: not partner.email).sudo().user_ids:
            if user._kms_second_factor() and not user.totp_enabled:
                raise ValidationError(
                    self.env._(
                        "%(name)s signs in with a code that arrives by e-mail: enter another"
                        " address, or set an authenticator app up first.",
                        name=user.name,
                    )
                )
