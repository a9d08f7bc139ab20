from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kms_delivery_signature = fields.Boolean(
        string="Deliveries need a signature",
        default=True,
        help="A delivery to a customer is validated only once the customer has signed it.",
    )
