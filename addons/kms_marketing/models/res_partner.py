from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    kms_followup_ids = fields.One2many("kms.quote.followup", "partner_id", string="Follow-ups")
    kms_followup_count = fields.Integer(
        string="Number of follow-ups", compute="_compute_kms_followup_count"
    )

    @api.depends("kms_followup_ids")
    def _compute_kms_followup_count(self):
        Followup = self.env["kms.quote.followup"]
        for partner in self:
            # one count: the button shows on a form, of one customer at a time
            partner.kms_followup_count = (
                Followup.search_count([("partner_id", "child_of", partner._origin.ids)])
                if partner._origin and Followup.has_access("read")
                else 0
            )

    def _prepare_kms_phone_card(self):
        """Add when the customer last came to the showroom."""
        card = super()._prepare_kms_phone_card()
        Lead = self.env["crm.lead"].with_context(active_test=False)
        visit = Lead.browse()
        if Lead.has_access("read"):
            visit = Lead.search(
                [("partner_id", "=", self.id), ("kms_channel", "=", "showroom")],
                order="kms_arrival_date desc",
                limit=1,
            )
        card["last_visit"] = fields.Datetime.to_string(visit.kms_arrival_date)
        return card
