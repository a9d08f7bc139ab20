from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "kms.sealed.mixin"]
    # A dispute counts its documents: one more, or one less, and it would close by itself.
    _kms_sealed = frozenset(("kms_dispute_id",))

    kms_dispute_id = fields.Many2one(
        "kms.dispute", string="Dispute", readonly=True, copy=False, index="btree_not_null"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("draft", "cancel"):
            self._kms_tell_disputes()
        return result

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._kms_tell_disputes()
        return posted

    def _kms_tell_disputes(self):
        # sudo: what an accountant posts or undoes counts in disputes that they may not write.
        (self | self.reversed_entry_id).sudo().kms_dispute_id._kms_follow_documents()
