from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """A visitor who bought nothing has an opinion too."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "kms.satisfaction.mixin"]

    def _prepare_kms_satisfaction_values(self):
        return super()._prepare_kms_satisfaction_values() | {
            "service": "visit",
            "customer_name": self.partner_id.name or self.contact_name or self.name,
        }

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        return (
            Domain("kms_channel", "=", "showroom")
            & Domain("kms_visit_state", "!=", "sold")
            & Domain("kms_arrival_date", ">=", start)
            & Domain("kms_arrival_date", "<", end)
            & Domain("company_id", "in", (False, self.env.company.id))
        )
