from odoo import api, models


class CalendarEvent(models.Model):
    """An information meeting of the school moves its prospect forward."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        leads = events.opportunity_id.filtered(lambda lead: lead.kms_channel == "training")
        leads._kms_advance("qualified")
        return events
