from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_enrollment_id = fields.Many2one(
        "kms.enrollment",
        string="Enrolment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _prepare_invoice(self):
        return {**super()._prepare_invoice(), "kms_enrollment_id": self.kms_enrollment_id.id}
