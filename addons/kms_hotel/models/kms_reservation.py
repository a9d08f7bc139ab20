from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("pending", "Option"),
    ("confirmed", "Confirmed"),
    ("checked_in", "In house"),
    ("checked_out", "Left"),
    ("cancelled", "Cancelled"),
]
# What follows each state; the rest takes a sentence.
TRANSITIONS = {
    "pending": {"confirmed", "checked_in", "cancelled"},
    "confirmed": {"pending", "checked_in", "cancelled"},
    "checked_in": {"checked_out", "confirmed"},
    "checked_out": {"checked_in"},
    "cancelled": {"pending", "confirmed"},
}
# What the nights are worked out from.
STAY_FIELDS = {"room_id", "checkin", "checkout", "state", "stay", "waiting"}
# What a change of state writes down, and no client.
STEP_FIELDS = frozenset(
    (
        "no_show",
        "cancel_date",
        "arrival_date",
        "departure_date",
        "release_user_id",
        "release_amount",
        "release_reason",
    )
)


class KmsReservation(models.Model):
    """A stay in one room. Its nights are lines of their own, see ``kms.reservation.night``."""

    _name = "kms.reservation"
    _description = "Reservation"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "kms.register.line",
        "kms.satisfaction.mixin",
        "kms.sealed.mixin",
        "kms.hotel.day",
    ]
    _kms_day_field = "checkin"
    _order = "checkin desc, id desc"
    # Whose folio it is decides on which order the steps write as the system.
    _kms_sealed = frozenset(("folio_id",))

    name = fields.Char(readonly=True, copy=False, default="/", index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True)
    phone = fields.Char(related="partner_id.phone")
    payer_id = fields.Many2one(
        "res.partner", index="btree_not_null", help="The customer when empty."
    )
    group_id = fields.Many2one("kms.reservation.group", index="btree_not_null")
    room_type_id = fields.Many2one(
        "kms.room.type",
        string="Room type",
        compute="_compute_room_type_id",
        store=True,
        readonly=False,
        index=True,
    )
    room_id = fields.Many2one("kms.room", index=True, tracking=True)
    stay = fields.Selection(
        [("night", "By the night"), ("hour", "Day use"), ("month", "By the month")],
        required=True,
        default="night",
    )
    checkin = fields.Datetime(
        string="Arrival",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self._default_moment("kms_checkin", 0),
    )
    checkout = fields.Datetime(
        string="Departure",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self._default_moment("kms_checkout", 1),
    )
    night_ids = fields.One2many("kms.reservation.night", "reservation_id", readonly=True)
    night_count = fields.Integer(string="Nights", compute="_compute_night_count", store=True)
    amount_stay = fields.Monetary(string="Room amount", compute="_compute_night_count", store=True)
    adults = fields.Integer(default=1, required=True)
    children = fields.Integer(default=0, required=True)
    guest_ids = fields.One2many("kms.reservation.guest", "reservation_id", string="Guests")
    has_identity = fields.Boolean(string="Identity data", compute="_compute_has_identity")
    state = fields.Selection(
        STATES, required=True, default="pending", index=True, tracking=True, copy=False
    )
    waiting = fields.Boolean(
        string="Waiting list", help="Asked for, but holds no room until one is free."
    )
    no_show = fields.Boolean(string="No-show", readonly=True, copy=False)
    option_until = fields.Datetime(
        string="Option until", copy=False, help="An unpaid option frees its room then."
    )
    deposit_asked = fields.Monetary(string="Deposit asked")
    cancel_date = fields.Datetime(string="Cancelled on", readonly=True, copy=False)
    cancel_reason = fields.Char(copy=False)
    arrival_date = fields.Datetime(string="Arrived at", readonly=True, copy=False)
    departure_date = fields.Datetime(string="Left at", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", string="Taken by", default=lambda self: self.env.user)
    source_id = fields.Many2one("utm.source", string="How they heard of us")
    note = fields.Text()
    folio_id = fields.Many2one("sale.order", readonly=True, copy=False, index="btree_not_null")
    sale_line_ids = fields.One2many("sale.order.line", "kms_reservation_id", readonly=True)
    amount_total = fields.Monetary(
        string="Folio total", compute="_compute_amounts", compute_sudo=True
    )
    amount_paid = fields.Monetary(string="Paid", compute="_compute_amounts", compute_sudo=True)
    client_uuid = fields.Char(readonly=True, copy=False)
    lead_days = fields.Integer(
        string="Days booked ahead", compute="_compute_lead_days", store=True, aggregator="avg"
    )

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL", "This reservation is already written down."
    )
    _expected_idx = models.Index(
        "(company_id, checkin) WHERE state IN ('pending', 'confirmed') AND waiting IS NOT TRUE"
    )
    _waiting_idx = models.Index("(checkout) WHERE waiting AND state = 'pending'")
    _dates_in_order = models.Constraint(
        "CHECK (checkout > checkin)", "The departure comes after the arrival. Check both dates."
    )
    _guests_positive = models.Constraint(
        "CHECK (adults >= 1 AND children >= 0)", "A stay has one adult at least."
    )
    _room_or_waiting = models.Constraint(
        "CHECK (room_id IS NOT NULL OR waiting OR state = 'cancelled')",
        "Choose a room, or put the reservation on the waiting list.",
    )
    _waiting_is_option = models.Constraint(
        "CHECK (NOT waiting OR state IN ('pending', 'cancelled'))",
        "The waiting list holds no room. Choose a room before confirming.",
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("name", "partner_id", "room_id")
    def _compute_display_name(self):
        for reservation in self:
            parts = [reservation.name, reservation.partner_id.name, reservation.room_id.name]
            reservation.display_name = " · ".join(filter(None, parts))

    @api.depends("room_id")
    def _compute_room_type_id(self):
        for reservation in self:
            if reservation.room_id:
                reservation.room_type_id = reservation.room_id.room_type_id

    @api.depends("guest_ids.has_identity")
    def _compute_has_identity(self):
        for reservation in self:
            reservation.has_identity = any(reservation.guest_ids.mapped("has_identity"))

    @api.depends("night_ids.amount", "night_ids.kind")
    def _compute_night_count(self):
        for reservation in self:
            nights = reservation.night_ids
            reservation.night_count = len(nights.filtered(lambda night: night.kind == "night"))
            reservation.amount_stay = sum(nights.mapped("amount"))

    @api.depends("sale_line_ids.price_total", "folio_id.invoice_ids.amount_residual")
    def _compute_amounts(self):
        for reservation in self:
            orders = reservation.sale_line_ids.order_id | reservation.folio_id
            invoices = orders.invoice_ids.filtered(
                lambda move: move.state == "posted" and move.is_sale_document()
            )
            reservation.amount_total = sum(reservation.sale_line_ids.mapped("price_total"))
            reservation.amount_paid = -sum(
                move.direction_sign * (move.amount_total - move.amount_residual)
                for move in invoices
            )

    @api.depends("checkin", "create_date", "company_id")
    def _compute_lead_days(self):
        for reservation in self:
            company = reservation.company_id
            booked = reservation.create_date or fields.Datetime.now()
            ahead = company._kms_local_day(reservation.checkin) - company._kms_local_day(booked)
            reservation.lead_days = max(ahead.days, 0)

    # ------------------------------------------------------------
    # READING DATES
    # ------------------------------------------------------------

    @api.model
    def _read_moment(self, value, company, hour):
        """Return the UTC moment that a client means; a day alone is that day's usual hour.

        :param value: day or UTC moment, as text or value
        :param company: `res.company` record
        :param float hour: local time that a day alone stands for
        :rtype: datetime.datetime or None
        :raise UserError: no date
        """
        try:
            if isinstance(value, str) and len(value.strip()) == 10:
                value = date.fromisoformat(value.strip())
            if isinstance(value, date) and not isinstance(value, datetime):
                return company._kms_moment(value, hour)
            return fields.Datetime.to_datetime(value) or None
        except (TypeError, ValueError, OverflowError):
            raise UserError(self.env._("This is no date. Choose a day.")) from None

    @api.model
    def _default_moment(self, key, days):
        """Return the usual hour of the day that the board was tapped on, else today or tomorrow."""
        company = self.env.company
        hour = company.kms_checkout_hour if days else company.kms_checkin_hour
        day = self.env.context.get(key) or company._kms_today() + timedelta(days=days)
        return self._read_moment(day, company, hour)

    def _read_dates(self, vals, company):
        hours = {"checkin": company.kms_checkin_hour, "checkout": company.kms_checkout_hour}
        read = {
            name: self._read_moment(vals[name], company, hour)
            for name, hour in hours.items()
            if vals.get(name)
        }
        return {**vals, **read}

    # ------------------------------------------------------------
    # CREATE, WRITE
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            self._kms_refuse_sealed(STEP_FIELDS.intersection(vals))
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            room = self.env["kms.room"].browse(vals.get("room_id"))
            # The house of the room decides, whatever the current one is.
            company = room.company_id or company
            values = self._read_dates({**vals, "company_id": company.id}, company)
            # sudo: whoever books takes the next number.
            sequence = self.env["ir.sequence"].sudo().with_company(company)
            values["name"] = sequence.next_by_code("kms.reservation")
            if values.get("state", "pending") == "pending" and not values.get("option_until"):
                values["option_until"] = fields.Datetime.now() + timedelta(
                    hours=company.kms_option_hours
                )
            self._check_values(values)
            prepared.append(self._choose_room(values, company))
        reservations = super().create(prepared)
        reservations._check_new_stay()
        reservations._sync_nights()
        reservations._sync_folio()
        return reservations

    @api.model
    def _choose_room(self, values, company):
        """Give a booking by type its first free room."""
        room_type = values.get("room_type_id")
        dates = values.get("checkin"), values.get("checkout")
        if values.get("room_id") or values.get("waiting") or not room_type or not all(dates):
            if not values.get("room_id") and not values.get("waiting"):
                raise ValidationError(
                    self.env._("Choose a room, or put the reservation on the waiting list.")
                )
            return values
        guests = values.get("adults", 1) + values.get("children", 0)
        room = self.env["kms.room"]._free(*dates, company, room_type, guests)[:1]
        if not room:
            raise ValidationError(
                self.env._(
                    "No room of this type is free then. Choose other dates, or put the "
                    "reservation on the waiting list."
                )
            )
        return {**values, "room_id": room.id}

    def write(self, vals):
        self._kms_refuse_sealed(STEP_FIELDS.intersection(vals))
        if not STAY_FIELDS & set(vals):
            return super().write(vals)
        leaving = self._prepare_leaving(vals.get("state"))
        if "state" in vals:
            self._check_transition(vals["state"])
            self._check_waiting(vals)
            vals = {**self._prepare_state_values(vals["state"]), **vals}
        for company, reservations in self.grouped("company_id").items():
            values = reservations._read_dates(vals, company)
            for reservation in reservations:
                held = {name: reservation[name] for name in ("checkin", "checkout")}
                self._check_values({**held, **values})
            super(KmsReservation, reservations).write(values)
        if {"checkin", "checkout", "room_id"} & set(vals):
            self._check_new_stay("checkin" in vals)
        self._sync_nights()
        self._sync_folio()
        self._settle_leaving(vals.get("state"), leaving)
        return True

    def _check_transition(self, state):
        states = dict(self._fields["state"]._description_selection(self.env))
        if state not in states:
            raise ValidationError(self.env._("There is no such state of a reservation."))
        for reservation in self:
            if state != reservation.state and state not in TRANSITIONS[reservation.state]:
                raise ValidationError(
                    self.env._(
                        'The reservation of %(customer)s is "%(old)s" and cannot become "%(new)s".',
                        customer=reservation.partner_id.name,
                        old=states[reservation.state],
                        new=states[state],
                    )
                )

    def _check_waiting(self, vals):
        if vals["state"] not in ("pending", "cancelled") and any(
            vals.get("waiting", reservation.waiting) for reservation in self
        ):
            raise ValidationError(
                self.env._("The waiting list holds no room. Choose a room before confirming.")
            )

    def _prepare_state_values(self, state):
        """Return what goes with a new state."""
        now = fields.Datetime.now()
        if state == "cancelled":
            return {"cancel_date": now}
        if state == "checked_in":
            return {"arrival_date": now, "departure_date": False}
        if state == "checked_out":
            return {"departure_date": now}
        return {"cancel_date": False, "no_show": False, "arrival_date": False}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_lived(self):
        if any(
            reservation.state in ("checked_in", "checked_out") or reservation.folio_id
            for reservation in self
        ):
            raise UserError(self.env._("A reservation with a folio is cancelled, never deleted."))
