from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    kms_dispute_id = fields.Many2one(
        "kms.dispute", string="Dispute", readonly=True, copy=False, index="btree_not_null"
    )
