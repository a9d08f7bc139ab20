from odoo import api, fields, models
from odoo.exceptions import ValidationError

RESERVED = ("confirmed", "checked_in", "checked_out")


class KmsReservation(models.Model):
    """The prospect behind a reservation follows it through the hotel's pipeline."""

    _inherit = "kms.reservation"

    lead_id = fields.Many2one(
        "crm.lead",
        string="Prospect",
        domain="[('kms_channel', '=', 'hotel')]",
        copy=False,
        index="btree_not_null",
    )

    @api.constrains("lead_id", "company_id")
    def _check_lead(self):
        # sudo: the prospect may be a colleague's, and what is refused must not be read past this.
        for stay in self.sudo():
            lead = stay.lead_id
            if lead and (
                lead.kms_channel != "hotel"
                or (lead.company_id or stay.company_id) != stay.company_id
            ):
                raise ValidationError(
                    self.env._(
                        "A reservation follows a prospect of the hotel and of its company."
                        " Choose one of the hotel's prospects, or none."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        reservations = super().create(vals_list)
        reservations._advance_leads()
        return reservations

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals or "lead_id" in vals:
            self._advance_leads()
        return result

    def _advance_leads(self):
        """An option is an offer, a confirmed stay a sale."""
        # sudo: whoever reserves moves the card, whoever it belongs to.
        taken = self.sudo().filtered(lambda stay: stay.state == "pending").lead_id
        won = self.sudo().filtered(lambda stay: stay.state in RESERVED).lead_id
        (taken - won)._kms_advance("quoted")
        won._kms_advance("converted")
