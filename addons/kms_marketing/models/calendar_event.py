from datetime import timedelta

from odoo import api, fields, models

APPOINTMENT_STATES = [
    ("planned", "Planned"),
    ("honored", "Honoured"),
    ("cancelled", "Cancelled"),
    ("postponed", "Postponed"),
]


class CalendarEvent(models.Model):
    """A meeting with a prospect is an appointment, with what became of it."""

    _inherit = "calendar.event"

    kms_state = fields.Selection(
        APPOINTMENT_STATES,
        string="Appointment",
        compute="_compute_kms_state",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        copy=False,
    )
    kms_channel = fields.Selection(
        related="opportunity_id.kms_channel", store=True, string="Channel"
    )
    kms_is_honored = fields.Integer(
        string="Honoured", compute="_compute_kms_is_honored", store=True, aggregator="sum"
    )
    # Of all that were planned, whatever became of them: cancelled and postponed ones count.
    kms_honor_rate = fields.Float(
        string="Honoured (%)",
        compute="_compute_kms_is_honored",
        store=True,
        digits=(5, 1),
        aggregator="avg",
    )

    @api.depends("opportunity_id")
    def _compute_kms_state(self):
        for event in self:
            event.kms_state = event.kms_state or (event.opportunity_id and "planned")

    @api.depends("kms_state")
    def _compute_kms_is_honored(self):
        for event in self:
            event.kms_is_honored = event.kms_state == "honored"
            event.kms_honor_rate = 100 * event.kms_is_honored

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if defaults.get("opportunity_id") and "alarm_ids" in fields:
            defaults.setdefault("alarm_ids", self._kms_default_alarms())
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        alarms = self._kms_default_alarms()
        return super().create(
            [
                {"alarm_ids": alarms, **vals} if vals.get("opportunity_id") else vals
                for vals in vals_list
            ]
        )

    def _kms_default_alarms(self):
        """Return the reminders of an appointment: e-mail the day before, bell one hour before."""
        alarms = ("kms_marketing.alarm_mail_1_day", "calendar.alarm_notif_3")
        found = (self.env.ref(alarm, raise_if_not_found=False) for alarm in alarms)
        return [fields.Command.set([alarm.id for alarm in found if alarm])]

    def action_kms_honor(self):
        """Note that the prospect was met."""
        self.check_access("write")
        return self._kms_set_state("honored")

    def action_kms_cancel(self):
        """Note that the appointment will not take place."""
        self.check_access("write")
        return self._kms_set_state("cancelled")

    def action_kms_replan(self):
        """Take the state back that was given by mistake."""
        self.check_access("write")
        return self._kms_set_state("planned")

    def action_kms_postpone(self):
        """Note that the appointment is put off, and ask for the new day.

        :return: the form of the new appointment, filled in; True for several at once
        """
        self.check_access("write")
        self._kms_set_state("postponed")
        if len(self) != 1:
            return True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New appointment"),
            "res_model": "calendar.event",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_name": self.name,
                "default_opportunity_id": self.opportunity_id.id,
                "default_location": self.location,
                "default_partner_ids": self.partner_ids.ids,
                "default_start": fields.Datetime.to_string(self.start + timedelta(days=1)),
                "default_stop": fields.Datetime.to_string(self.stop + timedelta(days=1)),
            },
        }

    def _kms_set_state(self, state):
        self.write({"kms_state": state})
        return True
