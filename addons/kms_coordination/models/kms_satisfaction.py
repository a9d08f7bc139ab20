from odoo import fields, models


class KmsSatisfaction(models.Model):
    _inherit = "kms.satisfaction"

    service = fields.Selection(
        selection_add=[("dispute", "Dispute")], ondelete={"dispute": "cascade"}
    )
