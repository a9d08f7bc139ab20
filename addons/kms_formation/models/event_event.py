from odoo import fields, models


class EventEvent(models.Model):
    _inherit = "event.event"

    kms_session_ids = fields.One2many("kms.course.session", "event_id", string="Course session")

    def write(self, vals):
        result = super().write(vals)
        if "seats_max" in vals:
            # sudo: the seats follow the number, whoever may write it.
            self.sudo().kms_session_ids._sync_seats()
        return result
