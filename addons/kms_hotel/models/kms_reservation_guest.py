from odoo import fields, models


class KmsReservationGuest(models.Model):
    """Who sleeps in the room, with the document that the police form asks for."""

    _name = "kms.reservation.guest"
    _description = "Guest"
    _order = "reservation_id, id"

    reservation_id = fields.Many2one(
        "kms.reservation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="reservation_id.company_id", store=True, index=True)
    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null")
    nationality_id = fields.Many2one("res.country")
    birth_date = fields.Date(string="Born on")
    profession = fields.Char()
    coming_from = fields.Char()
    going_to = fields.Char()
    document_type = fields.Selection(
        [("id_card", "Identity card"), ("passport", "Passport"), ("permit", "Residence permit")],
        string="Document",
    )
    document_number = fields.Char()
    erased = fields.Boolean(string="Identity erased", readonly=True)

    def _erase_identity(self):
        """Forget what the police form needed; the name stays, as on the invoice."""
        self.write(
            {
                "document_type": False,
                "document_number": False,
                "birth_date": False,
                "profession": False,
                "coming_from": False,
                "going_to": False,
                "erased": True,
            }
        )
