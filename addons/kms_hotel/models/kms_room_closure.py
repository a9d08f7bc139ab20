from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import mute_logger


class KmsRoomClosure(models.Model):
    """A room that is out of order for some days; the database keeps reservations out of them."""

    _name = "kms.room.closure"
    _description = "Room out of order"
    _order = "date_from desc, id desc"
    _rec_name = "reason"

    room_id = fields.Many2one("kms.room", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="room_id.company_id", store=True, index=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True, help="Last day, included.")
    reason = fields.Char(required=True)
    night_ids = fields.One2many("kms.reservation.night", "closure_id", readonly=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from AND date_to - date_from < 3650)",
        "A room is out of order from one day until the same day or a later one.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        closures = super().create(vals_list)
        closures._sync_occupancy()
        return closures

    def write(self, vals):
        result = super().write(vals)
        if {"room_id", "date_from", "date_to"} & set(vals):
            self._sync_occupancy()
        return result

    def _sync_occupancy(self):
        """Take the room for these days, beside the nights, where the database compares them."""
        # sudo: the occupancy is written by the system alone.
        Night = self.env["kms.reservation.night"].sudo()
        Night._lock_rooms(self.room_id)
        for closure in self:
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    closure.sudo().night_ids.unlink()  # sudo: as above
                    Night.create(closure._prepare_occupancy_values())
            except ExclusionViolation as error:
                raise ValidationError(
                    self.env._(
                        "Room %(room)s is booked or out of order during these days already. Move "
                        "the stays first.",
                        room=closure.room_id.name,
                    )
                ) from error

    def _prepare_occupancy_values(self):
        self.ensure_one()
        start, stop = self.company_id._kms_day_bounds(self.date_from, self.date_to)
        return {
            "kind": "closure",
            "closure_id": self.id,
            "room_id": self.room_id.id,
            "date": self.date_from,
            "date_start": start,
            "date_stop": stop,
        }
