from odoo import fields, models
from odoo.exceptions import UserError

REASON_MIN = 3


class KmsCertificateRevoke(models.TransientModel):
    _name = "kms.certificate.revoke"
    _description = "Revocation of certificates"
    _order = "id"

    certificate_ids = fields.Many2many("kms.certificate", required=True, readonly=True)
    reason = fields.Char(
        required=True, help="For the school only: the public page does not say why."
    )

    def action_revoke(self):
        """Take the certificates back.

        :rtype: dict
        :raise UserError: no reason
        """
        self.check_access("write")
        for wizard in self:
            reason = (wizard.reason or "").strip()
            if len(reason) < REASON_MIN:
                raise UserError(self.env._("Write why the certificate is revoked."))
            wizard.certificate_ids._revoke(reason)
        return {"type": "ir.actions.act_window_close"}
