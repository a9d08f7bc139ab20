from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    kms_is_folio = fields.Boolean(string="Folio", readonly=True, copy=False, index=True)
    kms_reservation_ids = fields.One2many(
        "kms.reservation", "folio_id", string="Reservations", readonly=True
    )
