from odoo import fields, models


class KmsSatisfaction(models.Model):
    _inherit = "kms.satisfaction"

    service = fields.Selection(
        selection_add=[("hotel", "Stay"), ("concierge", "Concierge's desk")],
        ondelete={"hotel": "cascade", "concierge": "cascade"},
    )
