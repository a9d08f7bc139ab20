from odoo import api, fields, models


class KmsReservationGroup(models.Model):
    """Several rooms booked together, with one payer and one folio."""

    _name = "kms.reservation.group"
    _description = "Group booking"
    _inherit = ["kms.sealed.mixin"]
    _order = "id desc"
    _kms_sealed = frozenset(("folio_id",))

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Payer", required=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    folio_id = fields.Many2one("sale.order", readonly=True, copy=False)
    reservation_ids = fields.One2many("kms.reservation", "group_id", string="Reservations")
    reservation_count = fields.Integer(string="Rooms", compute="_compute_reservation_count")

    @api.depends("reservation_ids")
    def _compute_reservation_count(self):
        for group in self:
            group.reservation_count = len(group.reservation_ids)

    def action_confirm(self):
        """Confirm the reservations of the group that are still options.

        :rtype: bool
        """
        self.check_access("write")
        return self.reservation_ids.filtered(
            lambda reservation: reservation.state == "pending" and not reservation.waiting
        ).action_confirm()
