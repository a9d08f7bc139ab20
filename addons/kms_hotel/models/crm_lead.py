from odoo import api, fields, models
from odoo.exceptions import UserError

ENDED = ("cancelled", "no_show")


class CrmLead(models.Model):
    """A prospect of the hotel: handed over by the door, reserved in one click."""

    _inherit = "crm.lead"

    kms_reservation_ids = fields.One2many("kms.reservation", "lead_id", string="Reservations")
    kms_reservation_id = fields.Many2one(
        "kms.reservation", string="Reservation", compute="_compute_kms_reservation_id"
    )

    @api.depends("kms_reservation_ids.state")
    def _compute_kms_reservation_id(self):
        for lead in self:
            alive = lead.kms_reservation_ids.filtered(lambda stay: stay.state not in ENDED)
            lead.kms_reservation_id = alive[:1]

    @api.model
    def _kms_handover_channels(self):
        return super()._kms_handover_channels() | {"hotel"}

    def action_kms_reserve(self):
        """Open the reservation of a prospect, or a new one with the customer filled in.

        :rtype: dict
        :raise UserError: the prospect is lost
        """
        self.check_access("write")
        self.ensure_one()
        if self.kms_reservation_id:
            return self.kms_reservation_id._get_records_action()
        if not self.active:
            raise UserError(
                self.env._("This prospect is marked as lost. Restore it before reserving.")
            )
        self._kms_link_customer()
        action = self.env["kms.reservation"]._get_records_action()
        return {
            **action,
            "name": self.env._("New reservation"),
            "context": {
                "default_lead_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_source_id": self.source_id.id,
            },
        }
