from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    kms_dispute_id = fields.Many2one(
        "kms.dispute", string="Dispute", readonly=True, copy=False, index="btree_not_null"
    )
