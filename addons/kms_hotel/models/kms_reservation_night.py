from odoo import api, fields, models
from odoo.tools import SQL


class KmsReservationNight(models.Model):
    """Who has a room when: one line a night or day use, and one per out-of-order period.

    This table is what keeps a room from being given twice. It is written by the system alone, from
    the reservation, whoever writes that: form, board, import or RPC. A cancelled reservation has no
    line, so every line counts.
    """

    _name = "kms.reservation.night"
    _description = "Night"
    _inherit = ["kms.hotel.day"]
    _order = "date, id"
    _rec_name = "date"

    kind = fields.Selection(
        [("night", "Night"), ("hour", "Day use"), ("closure", "Out of order")],
        required=True,
        default="night",
    )
    reservation_id = fields.Many2one("kms.reservation", index=True, ondelete="cascade")
    closure_id = fields.Many2one("kms.room.closure", index="btree_not_null", ondelete="cascade")
    room_id = fields.Many2one("kms.room", required=True, index=True, ondelete="restrict")
    room_type_id = fields.Many2one(related="room_id.room_type_id")
    company_id = fields.Many2one(related="room_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True)
    date_start = fields.Datetime(string="From", required=True)
    date_stop = fields.Datetime(string="Until", required=True)
    quantity = fields.Float(default=1.0, help="1 for a night, hours for a day use.")
    price = fields.Monetary(help="Per night, or per hour of a day use.")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    stay_tax = fields.Monetary()
    revenue = fields.Float(
        string="Before tax",
        compute="_compute_revenue",
        store=True,
        help="Share of the night in its line of the folio.",
    )
    sale_line_id = fields.Many2one("sale.order.line", string="Folio line", index="btree_not_null")
    posted_date = fields.Datetime(
        string="Posted on", help="Set by the night audit; a posted night does not change any more."
    )
    partner_id = fields.Many2one(related="reservation_id.partner_id")
    state = fields.Selection(related="reservation_id.state")

    _room_period_excl = models.Constraint(
        "EXCLUDE USING gist (int4range(room_id, room_id, '[]') WITH &&,"
        " tsrange(date_start, date_stop) WITH &&)",
        "This room is taken at that time.",
    )
    _room_night_uniq = models.UniqueIndex(
        "(room_id, date) WHERE kind = 'night'", "This room is taken that night."
    )
    _day_idx = models.Index(
        "(date, room_id, date_start, date_stop) WHERE kind <> 'closure'",
    )
    _closure_idx = models.Index("(date_start, date_stop, room_id) WHERE kind = 'closure'")
    _period_in_order = models.Constraint(
        "CHECK (date_stop > date_start)", "The departure comes after the arrival."
    )
    _belongs = models.Constraint(
        "CHECK ((kind = 'closure') = (closure_id IS NOT NULL)"
        " AND (kind <> 'closure') = (reservation_id IS NOT NULL))",
        "A night belongs to a reservation.",
    )

    @api.depends("price", "quantity")
    def _compute_amount(self):
        for night in self:
            night.amount = night.currency_id.round(night.price * night.quantity)

    @api.depends(
        "amount",
        "quantity",
        "sale_line_id.kms_line_kind",
        "sale_line_id.price_subtotal",
        "sale_line_id.price_unit",
        "sale_line_id.product_uom_qty",
    )
    def _compute_revenue(self):
        for night in self:
            line = night.sale_line_id
            night.revenue = night.amount
            if line.kms_line_kind == "month":
                # a month is one line of its own: the night has the share of its price
                full = line.price_unit * line.product_uom_qty
                night.revenue = line.price_subtotal / full * night.amount if full else 0
            elif line.product_uom_qty:
                night.revenue = line.price_subtotal / line.product_uom_qty * night.quantity

    def _changes(self, values):
        """Return those of the values that differ from this night's."""
        self.ensure_one()
        held = self._convert_to_write({name: self[name] for name in values})
        return {name: value for name, value in values.items() if held[name] != value}

    @api.model
    def _lock_rooms(self, rooms):
        """Make those who write the same rooms at once wait for each other, in one order.

        Without it two of them could each wait for the other's line. What the winner has written is
        then seen by the constraints, which look past the snapshot of the transaction.
        """
        if rooms:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM kms_room WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(rooms.ids),
                )
            )
