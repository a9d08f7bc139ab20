from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    kms_followup_ids = fields.One2many("kms.quote.followup", "partner_id", string="Follow-ups")

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
