from odoo import api, fields, models


class CrmLead(models.Model):
    """A visitor whom reception sends to another channel becomes a prospect there.

    The visit stays what it is, a line in the register of the door; the prospect is the channel's.
    """

    _inherit = "crm.lead"

    kms_door_visit_id = fields.Many2one(
        "crm.lead",
        string="Visit at the door",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _kms_door_visit_uniq = models.UniqueIndex(
        "(kms_door_visit_id, kms_channel) WHERE kms_door_visit_id IS NOT NULL",
        "This visitor is with that channel already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._kms_hand_over()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "kms_orientation" in vals:
            self._kms_hand_over()
        if vals.get("kms_contact_date"):
            self._kms_end_wait_at_door(vals["kms_contact_date"])
        return result

    @api.model
    def _kms_handover_channels(self):
        """Return the channels that take visitors over from the door; addons add theirs.

        :rtype: set[str]
        """
        return set()

    def _kms_hand_over(self):
        """Make visitors sent to another channel its prospects, each once."""
        channels = self._kms_handover_channels()
        # sudo: reception hands a visitor to a team whose leads they may not see.
        sent = self.sudo().filtered(
            lambda lead: lead.kms_channel == "showroom" and lead.kms_orientation in channels
        )
        if not sent:
            return
        # whom the channel has lost is its prospect still
        everybody = sent.with_context(active_test=False)
        there = {
            (prospect.kms_door_visit_id, prospect.kms_channel)
            for prospect in everybody.search([("kms_door_visit_id", "in", sent.ids)])
        }
        sent.create(
            [
                visit._kms_prepare_handed_over()
                for visit in sent
                if (visit, visit.kms_orientation) not in there
            ]
        )

    def _kms_prepare_handed_over(self):
        """Return the values of the prospect that this visit becomes.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "kms_door_visit_id": self.id,
            "kms_channel": self.kms_orientation,
            "type": "opportunity",
            "name": self.name,
            "contact_name": self.contact_name,
            "partner_id": self.partner_id.id,
            "phone": self.phone,
            "email_from": self.email_from,
            "kms_orientation": self.kms_orientation,
            "kms_arrival_date": self.kms_arrival_date,
            "source_id": self.source_id.id,
            "user_id": False,
            "company_id": self.company_id.id,
        }

    def _kms_end_wait_at_door(self, moment):
        """Whom the channel has spoken to waits no more at the door."""
        # sudo: a channel sees its own leads only.
        visits = self.sudo().kms_door_visit_id.filtered(lambda visit: not visit.kms_contact_date)
        if visits:
            visits.kms_contact_date = moment
