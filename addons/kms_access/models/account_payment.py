from odoo import models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "kms.audited.mixin"]

    _kms_audited = {
        "amount": "payment",
        "date": "payment",
        "journal_id": "payment",
        "partner_id": "payment",
        "state": "payment",
    }
