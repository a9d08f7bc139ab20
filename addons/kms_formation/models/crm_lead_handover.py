from odoo import api, fields, models


class CrmLead(models.Model):
    """A visitor whom reception sends to the school becomes a prospect there.

    The visit stays what it is, a line in the register of the door; the prospect is the school's.
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
        "(kms_door_visit_id) WHERE kms_door_visit_id IS NOT NULL",
        "This visitor is with the school already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._kms_hand_to_school()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "kms_orientation" in vals:
            self._kms_hand_to_school()
        if vals.get("kms_contact_date"):
            self._kms_end_wait_at_door(vals["kms_contact_date"])
        return result

    def _kms_hand_to_school(self):
        """Make the visitors sent to the school its prospects, each once."""
        # sudo: reception hands a visitor to a team whose leads they may not see.
        sent = self.sudo().filtered(
            lambda lead: lead.kms_channel == "showroom" and lead.kms_orientation == "training"
        )
        if sent:
            there = sent.search([("kms_door_visit_id", "in", sent.ids)]).kms_door_visit_id
            sent.create([visit._kms_prepare_prospect() for visit in sent - there])

    def _kms_prepare_prospect(self):
        self.ensure_one()
        course = self.env["kms.course"].search(
            [("product_id", "=", self.kms_product_id.id), ("product_id", "!=", False)], limit=1
        )
        return {
            "kms_door_visit_id": self.id,
            "kms_channel": "training",
            "type": "opportunity",
            "name": self.name,
            "contact_name": self.contact_name,
            "partner_id": self.partner_id.id,
            "phone": self.phone,
            "email_from": self.email_from,
            "kms_course_id": course.id,
            "kms_orientation": "training",
            "kms_arrival_date": self.kms_arrival_date,
            "source_id": self.source_id.id,
            "user_id": False,
            "company_id": self.company_id.id,
        }

    def _kms_end_wait_at_door(self, moment):
        """Whom the school has spoken to waits no more at the door."""
        # sudo: the school sees its own leads only.
        visits = self.sudo().kms_door_visit_id.filtered(lambda visit: not visit.kms_contact_date)
        if visits:
            visits.kms_contact_date = moment
