from odoo import models


class CalendarEvent(models.Model):
    """Field appointments are lines of a register."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "kms.register.line"]
