from odoo import api, models
from odoo.fields import Domain


class KmsHotelVisit(models.Model):
    """A visitor of the desk has an opinion too."""

    _inherit = "kms.hotel.visit"

    def _prepare_kms_satisfaction_values(self):
        return super()._prepare_kms_satisfaction_values() | {
            "service": "concierge",
            "customer_name": self.partner_id.name or self.name,
        }

    @api.model
    def _kms_satisfaction_today_domain(self, start, end):
        return (
            Domain("arrival_date", ">=", start)
            & Domain("arrival_date", "<", end)
            & Domain("company_id", "=", self.env.company.id)
        )
