from odoo import fields, models


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = ["res.groups", "kms.audited.mixin"]

    kms_second_factor = fields.Boolean(
        "Second factor",
        help="Who has this role types a code at sign-in: from their authenticator, or else one "
        "sent by e-mail. Codes by e-mail are asked for once an outgoing mail server is set up.",
    )

    _kms_audited = {"user_ids": "role", "implied_ids": "role", "kms_second_factor": "role"}
