from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_ROOMS = 100


class KmsGroupRooms(models.TransientModel):
    """Several rooms for a group at once: dates, type and how many."""

    _name = "kms.group.rooms"
    _description = "Rooms for a group"

    group_id = fields.Many2one("kms.reservation.group", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="group_id.company_id")
    first_day = fields.Date(
        string="Arrival", required=True, default=lambda self: self.env.company._kms_today()
    )
    last_day = fields.Date(
        string="Departure",
        required=True,
        default=lambda self: fields.Date.add(self.env.company._kms_today(), days=1),
    )
    room_type_id = fields.Many2one(
        "kms.room.type", required=True, domain="[('company_id', '=', company_id)]"
    )
    count = fields.Integer(string="Rooms", default=2, required=True)
    adults = fields.Integer(string="Adults in each room", default=1, required=True)
    free_count = fields.Integer(string="Free then", compute="_compute_free_count")

    @api.depends("first_day", "last_day", "room_type_id", "adults")
    def _compute_free_count(self):
        for wizard in self:
            wizard.free_count = len(wizard._free_rooms())

    def _free_rooms(self):
        self.ensure_one()
        company = self.company_id or self.env.company
        rooms = self.env["kms.room"]
        if not (self.first_day and self.last_day and self.room_type_id):
            return rooms
        if self.last_day <= self.first_day:
            return rooms
        start = company._kms_moment(self.first_day, company.kms_checkin_hour)
        stop = company._kms_moment(self.last_day, company.kms_checkout_hour)
        return rooms._free(start, stop, company, self.room_type_id.id, self.adults)

    def action_book(self):
        """Book the rooms as options of the group.

        :rtype: dict
        :raise UserError: fewer rooms are free
        """
        self.ensure_one()
        self.check_access("write")
        if not 1 <= self.count <= MAX_ROOMS:
            raise UserError(self.env._("How many rooms? Give a number from 1 to 100."))
        if self.last_day <= self.first_day:
            raise UserError(self.env._("The departure comes after the arrival. Check both dates."))
        rooms = self._free_rooms()[: self.count]
        if len(rooms) < self.count:
            raise UserError(
                self.env._(
                    "Only %(free)s rooms of this type are free then. Take fewer, another type, or "
                    "put the others on the waiting list.",
                    free=len(rooms),
                )
            )
        self.env["kms.reservation"].create(
            [
                {
                    "group_id": self.group_id.id,
                    "partner_id": self.group_id.partner_id.id,
                    "company_id": self.group_id.company_id.id,
                    "room_id": room.id,
                    "checkin": fields.Date.to_string(self.first_day),
                    "checkout": fields.Date.to_string(self.last_day),
                    "adults": self.adults,
                }
                for room in rooms
            ]
        )
        return {"type": "ir.actions.act_window_close"}
