from odoo import models
from odoo.tools import SQL


class CalendarAlarmManager(models.AbstractModel):
    """Nobody is reminded of an appointment that has taken place or will not."""

    _inherit = "calendar.alarm_manager"

    def _get_notify_alert_extra_conditions(self):
        conditions = super()._get_notify_alert_extra_conditions()
        self.env["calendar.event"].flush_model(["kms_state"])
        return SQL("%s AND COALESCE(event.kms_state, 'planned') = 'planned'", conditions)

    def _get_next_potential_limit_alarm(self, alarm_type, seconds=None, partners=None):
        alarms = super()._get_next_potential_limit_alarm(alarm_type, seconds, partners)
        events = self.env["calendar.event"].browse(alarms)
        over = events.filtered(lambda event: event.kms_state not in (False, "planned"))
        return {event: alarm for event, alarm in alarms.items() if event not in over.ids}
