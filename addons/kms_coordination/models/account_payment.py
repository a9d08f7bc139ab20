from odoo import fields, models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "kms.sealed.mixin"]
    # A dispute counts its documents: one more, or one less, and it would close by itself.
    _kms_sealed = frozenset(("kms_dispute_id",))

    kms_dispute_id = fields.Many2one(
        "kms.dispute", string="Dispute", readonly=True, copy=False, index="btree_not_null"
    )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            # sudo: what an accountant undoes is undone in disputes that they may not write.
            self.sudo().kms_dispute_id._kms_follow_documents()
        return result
