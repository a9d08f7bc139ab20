from odoo import fields, models


class KmsReservationService(models.TransientModel):
    """A service of the house put on the folio of a stay."""

    _name = "kms.reservation.service"
    _description = "Service for a stay"

    reservation_id = fields.Many2one("kms.reservation", required=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        domain=[("kms_hotel_service", "=", True)],
    )
    quantity = fields.Float(default=1.0, required=True)

    def action_add(self):
        """Put the service on the folio at its list price.

        :rtype: dict
        :raise UserError: no folio yet, no such service, no quantity
        """
        self.ensure_one()
        self.check_access("write")
        self.reservation_id.add_service(self.product_id.id, self.quantity)
        return {"type": "ir.actions.act_window_close"}
