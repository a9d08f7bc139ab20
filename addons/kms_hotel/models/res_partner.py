from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The stays of a customer, on their one card."""

    _inherit = "res.partner"

    kms_stay_count = fields.Integer(string="Number of stays", compute="_compute_kms_stay_count")

    def _compute_kms_stay_count(self):
        Reservation = self.env["kms.reservation"]
        for partner in self:
            # one count: the button shows on a form, of one customer at a time
            partner.kms_stay_count = (
                Reservation.search_count(partner._origin._kms_stay_domain())
                if partner._origin and Reservation.has_access("read")
                else 0
            )

    def _kms_stay_domain(self):
        """Stays that the customer booked, and those of others that they slept in."""
        booked = Domain("partner_id", "child_of", self.commercial_partner_id.ids)
        slept = Domain("partner_id", "in", self.ids)
        return booked | Domain("guest_ids", "any", slept)

    def action_kms_stays(self):
        """Open the stays of the customer, with their days and amounts.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("kms_hotel.kms_reservation_action")
        return action | {
            "name": self.env._("Stays of %(customer)s", customer=self.display_name),
            "domain": list(self._kms_stay_domain()),
            "context": {"default_partner_id": self.id},
        }

    def action_kms_erase_identity(self):
        """Forget at once the identity data of all past stays of the customer, on their request.

        :return: a notification that says how many guests it was
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        Guest = self.env["kms.reservation.guest"]
        Guest.check_access("write")
        own = Domain("partner_id", "in", self.ids) | (
            Domain("reservation_id.partner_id", "in", self.ids)
            & Domain("partner_id", "in", [False, *self.ids])
        )
        guests = Guest.search(own & Domain("has_identity", "=", True))
        over = guests.filtered(lambda guest: guest._is_over())
        over._erase_identity()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Identity data erased: %(done)s. Kept until the stay is over: %(kept)s.",
                    done=len(over),
                    kept=len(guests - over),
                ),
            },
        }
