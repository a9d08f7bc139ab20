from odoo import fields, models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "kms.sealed.mixin"]
    # A dispute counts its documents: one more, or one less, and it would close by itself.
    _kms_sealed = frozenset(("kms_dispute_id",))

    kms_dispute_id = fields.Many2one(
        "kms.dispute", string="Dispute", readonly=True, copy=False, index="btree_not_null"
    )
