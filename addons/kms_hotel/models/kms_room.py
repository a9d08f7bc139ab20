from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.ids import read_id

HOUSEKEEPING_STATES = [
    ("dirty", "To clean"),
    ("cleaning", "Cleaning"),
    ("inspected", "Ready for guests"),
]


class KmsRoom(models.Model):
    _name = "kms.room"
    _description = "Room"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    room_type_id = fields.Many2one(
        "kms.room.type", string="Type", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="room_type_id.company_id", store=True, index=True)
    floor = fields.Char()
    open_date = fields.Date(
        string="Sold since",
        required=True,
        default=lambda self: self.env.company._kms_today(),
        help="From this day on the room counts in the figures.",
    )
    close_date = fields.Date(
        string="Sold until",
        compute="_compute_close_date",
        store=True,
        help="The day the room was archived: it stays in the figures until then.",
    )
    capacity = fields.Integer(related="room_type_id.capacity")
    note = fields.Text()
    housekeeping_state = fields.Selection(
        HOUSEKEEPING_STATES, string="Housekeeping", required=True, default="inspected", index=True
    )
    housekeeping_date = fields.Datetime(string="Since", default=fields.Datetime.now, readonly=True)
    closure_ids = fields.One2many("kms.room.closure", "room_id", string="Out of order")

    _name_uniq = models.Constraint(
        "UNIQUE (company_id, name)", "There is a room with this name already."
    )

    @api.depends("active")
    def _compute_close_date(self):
        for room in self:
            today = (room.company_id or self.env.company)._kms_today()
            room.close_date = False if room.active else room.close_date or today

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_nights(self):
        if self.env["kms.reservation.night"].search_count([("room_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("This room has been booked. Archive it instead of deleting it.")
            )

    def write(self, vals):
        if "housekeeping_state" in vals:
            vals = {**vals, "housekeeping_date": fields.Datetime.now()}
        return super().write(vals)

    # ------------------------------------------------------------
    # HOUSEKEEPING
    # ------------------------------------------------------------

    def action_next_state(self):
        """Take a room one step on: to clean, cleaning, ready.

        :rtype: bool
        """
        self.check_access("write")
        for room in self:
            following = {"dirty": "cleaning", "cleaning": "inspected", "inspected": "dirty"}
            room.housekeeping_state = following[room.housekeeping_state]
        return True

    # ------------------------------------------------------------
    # FREE ROOMS
    # ------------------------------------------------------------

    @api.model
    def search_free(self, checkin, checkout, room_type_id=False, guests=1):
        """Return the rooms that nobody has for the whole of a period.

        :param checkin: day or UTC moment of arrival, as text or value
        :param checkout: day or UTC moment of departure
        :param int room_type_id: only rooms of this type
        :param int guests: only rooms for so many people
        :return: `id`, `name`, `room_type_id`, `type`, `rate_night` of each
        :rtype: list[dict]
        :raise AccessError: the user may not read rooms
        """
        self.check_access("read")
        Reservation = self.env["kms.reservation"]
        company = self.env.company
        start = Reservation._read_moment(checkin, company, company.kms_checkin_hour)
        stop = Reservation._read_moment(checkout, company, company.kms_checkout_hour)
        if not start or not stop or stop <= start:
            raise UserError(self.env._("The departure comes after the arrival. Check both dates."))
        # what is no type has no room; 0 would be all types
        room_type = read_id(room_type_id) or -bool(room_type_id)
        rooms = self._free(start, stop, company, room_type, guests)
        return [
            {
                "id": room.id,
                "name": room.name,
                "room_type_id": room.room_type_id.id,
                "type": room.room_type_id.name,
                "rate_night": room.room_type_id.rate_night,
            }
            for room in rooms
        ]

    @api.model
    def _free(self, start, stop, company, room_type_id=False, guests=1):
        """Return the free rooms of a company between two UTC moments."""
        # Nights and day uses are looked up by their day, one range of one index; a closure may
        # have begun long before, and there are few of them.
        night = self.env["kms.reservation.night"]
        night.flush_model()
        self.flush_model()
        query = SQL(
            """
            SELECT room.id
              FROM kms_room room JOIN kms_room_type type ON type.id = room.room_type_id
             WHERE room.active AND room.company_id = %(company)s
               AND type.capacity >= %(guests)s
               AND (%(type)s = 0 OR type.id = %(type)s)
               AND room.id NOT IN (
                   SELECT room_id FROM kms_reservation_night
                    WHERE kind <> 'closure'
                      AND date BETWEEN %(start)s::date - 2 AND %(stop)s::date + 1
                      AND date_start < %(stop)s AND date_stop > %(start)s
                    UNION ALL
                   SELECT room_id FROM kms_reservation_night
                    WHERE kind = 'closure' AND date_start < %(stop)s AND date_stop > %(start)s
               )
             ORDER BY room.sequence, room.name, room.id
            """,
            company=company.id,
            guests=guests or 1,
            type=room_type_id or 0,
            start=start,
            stop=stop,
        )
        return self.browse([row[0] for row in self.env.execute_query(query)])
