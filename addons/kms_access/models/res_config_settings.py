from odoo import fields, models

from .kms_audit_entry import RETENTION, RETENTION_MONTHS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    kms_audit_months = fields.Integer(
        "Audit trail kept for",
        config_parameter=RETENTION,
        default=RETENTION_MONTHS,
        help="Months after which a line of the audit trail is removed.",
    )
