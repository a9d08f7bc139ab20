from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Copied: the reversal of an entry is the same student's.
    kms_enrollment_id = fields.Many2one(
        "kms.enrollment",
        string="Enrolment",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
