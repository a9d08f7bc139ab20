from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # leads that come in are looked up among the customers by e-mail
    _kms_email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
