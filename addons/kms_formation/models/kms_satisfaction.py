from odoo import fields, models


class KmsSatisfaction(models.Model):
    _inherit = "kms.satisfaction"

    service = fields.Selection(selection_add=[("course", "Course")], ondelete={"course": "cascade"})
