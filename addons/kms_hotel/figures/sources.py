"""Where the figures of rooms and stays come from (domain.md, "KPIs", hotel)."""

from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

from . import desk, parts

STAY = ("company_id", "user_id", "waiting", "create_date")
# Rooms count for a year ahead; the same days in the language of the triggers.
LAST_DAY = SQL("(CURRENT_DATE + 367)::timestamp")


def today(env, days):
    """The day from which on figures are not yet: nights to come are booked, not sold.

    :rtype: datetime.date
    """
    return env["res.company"].browse(days.company_id)._kms_today()


def select_rooms(env, days):
    """Rooms on sale each day: until today, and as far ahead as they can be booked."""
    now = today(env, days)
    last = now + timedelta(days=parts.AHEAD)
    spans = [(None, last)] if days.ranges is None else days.ranges
    rows = SQL(" UNION ALL ").join(
        parts.available(first, min(until, last)) for first, until in spans
    )
    return SQL(
        "SELECT p.date, 'hotel', NULL::int4, NULL::int4, NULL::int4, m.metric, 1"
        " FROM (%s) p, LATERAL (SELECT 'rooms_available' WHERE p.date <= %s"
        " UNION ALL SELECT 'rooms_open') m (metric) WHERE p.company_id = %s",
        rows,
        now,
        days.company_id,
    )


def select_nights(env, days):
    """Nights of stays that are confirmed, in house or left, and what they cost before tax."""
    now = today(env, days)
    return SQL(
        "SELECT p.date, 'hotel', NULL::int4, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM (%s) p, LATERAL (SELECT 'nights_booked', 1 WHERE p.kind = 'night'"
        " UNION ALL SELECT 'nights_sold', 1 WHERE p.kind = 'night' AND p.date <= %s"
        " UNION ALL SELECT 'room_revenue', p.revenue WHERE p.date <= %s"
        ") m (metric, value) WHERE p.company_id = %s AND %s",
        parts.nights(),
        now,
        now,
        days.company_id,
        days.holds_date(SQL("p.date")),
    )


def select_booked_nights(env, days):
    """The same revenue as the books have it; what is not invoiced yet as the folio has it."""
    return SQL(
        "SELECT p.date, 'room_revenue', SUM(COALESCE((%s) * p.quantity, p.revenue))"
        " FROM (%s) p WHERE p.company_id = %s AND p.date <= %s AND %s GROUP BY 1",
        parts.booked_amount(SQL("p.sale_line_id")),
        parts.nights(),
        days.company_id,
        today(env, days),
        days.holds_date(SQL("p.date")),
    )


def select_bookings(_env, days):
    """Reservations on the day they were taken, whatever became of them."""
    return SQL(
        "SELECT %s, 'hotel', p.user_id, NULL::int4, NULL::int4, 'hotel_reservations', 1"
        " FROM (%s) p WHERE p.company_id = %s AND %s",
        days.day(SQL("p.moment")),
        parts.bookings("create_date"),
        days.company_id,
        days.holds(SQL("p.moment")),
    )


def select_arrivals(env, days):
    """Arrivals until today: how long before they were booked, and those that did not come."""
    day = days.day(SQL("p.moment"))
    return SQL(
        "SELECT %s, 'hotel', p.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM (%s) p, LATERAL (SELECT 'hotel_arrivals', 1"
        " UNION ALL SELECT 'hotel_lead_days', p.lead_days"
        " UNION ALL SELECT 'hotel_cancellations', 1 WHERE p.cancelled"
        " UNION ALL SELECT 'hotel_no_shows', 1 WHERE p.missed"
        ") m (metric, value) WHERE p.company_id = %s AND %s <= %s AND %s",
        day,
        parts.bookings("checkin"),
        days.company_id,
        day,
        today(env, days),
        days.holds(SQL("p.moment")),
    )


def select_extras(_env, days):
    """What was added to folios, on that day, before tax."""
    return SQL(
        "SELECT %s, 'hotel', p.user_id, NULL::int4, NULL::int4, 'extra_revenue', p.revenue"
        " FROM (%s) p WHERE p.company_id = %s AND %s",
        days.day(SQL("p.moment")),
        parts.extras(),
        days.company_id,
        days.holds(SQL("p.moment")),
    )


def select_booked_extras(_env, days):
    """The same as the books have it; what is not invoiced yet as the folio has it."""
    return SQL(
        "SELECT %s, 'extra_revenue', SUM(COALESCE((%s) * l.product_uom_qty, p.revenue))"
        " FROM (%s) p JOIN sale_order_line l ON l.id = p.sale_line_id"
        " WHERE p.company_id = %s AND %s GROUP BY 1",
        days.day(SQL("p.moment")),
        parts.booked_amount(SQL("p.sale_line_id")),
        parts.extras(),
        days.company_id,
        days.holds(SQL("p.moment")),
    )


ROOMS = Source(
    "hotel_room",
    (
        Watch(
            "kms_room",
            ("company_id", "open_date", "close_date"),
            SQL("d.day::date"),
            join=SQL(
                "CROSS JOIN LATERAL generate_series(r.open_date::timestamp, %s, '1 day') d (day)",
                LAST_DAY,
            ),
            is_date=True,
        ),
        Watch(
            "kms_room_closure",
            ("company_id", "room_id", "date_from", "date_to"),
            SQL("d.day::date"),
            join=SQL(
                "CROSS JOIN LATERAL generate_series("
                "r.date_from::timestamp, r.date_to::timestamp, '1 day') d (day)"
            ),
            is_date=True,
        ),
    ),
    select_rooms,
)
NIGHTS = Source(
    "hotel_night",
    (
        Watch(
            "kms_reservation_night",
            ("company_id", "date", "kind", "revenue", "reservation_id"),
            SQL("r.date"),
            is_date=True,
        ),
        Watch(
            "kms_reservation",
            ("state",),
            SQL("o.date"),
            company=SQL("o.company_id"),
            join=SQL("JOIN kms_reservation_night o ON o.reservation_id = r.id"),
            is_date=True,
        ),
    ),
    select_nights,
    ledger=select_booked_nights,
)
BOOKINGS = Source(
    "hotel_booking", (Watch("kms_reservation", STAY, SQL("r.create_date")),), select_bookings
)
ARRIVALS = Source(
    "hotel_arrival",
    (
        Watch(
            "kms_reservation",
            (*STAY, "checkin", "lead_days", "state", "no_show"),
            SQL("r.checkin"),
        ),
    ),
    select_arrivals,
)
EXTRAS = Source(
    "hotel_extra",
    (
        Watch(
            "sale_order_line",
            ("order_id", "price_subtotal", "kms_reservation_id", "kms_line_kind", "create_date"),
            SQL("r.create_date"),
            company=SQL("o.company_id"),
            join=SQL("JOIN sale_order o ON o.id = r.order_id AND r.kms_reservation_id IS NOT NULL"),
        ),
        Watch(
            "sale_order",
            ("company_id", "state"),
            SQL("o.create_date"),
            join=SQL(
                "JOIN sale_order_line o ON o.order_id = r.id AND o.kms_reservation_id IS NOT NULL"
            ),
        ),
        Watch(
            "kms_reservation",
            ("user_id",),
            SQL("o.create_date"),
            join=SQL("JOIN sale_order_line o ON o.kms_reservation_id = r.id"),
        ),
    ),
    select_extras,
    ledger=select_booked_extras,
)
STAYS = (ROOMS, NIGHTS, BOOKINGS, ARRIVALS, EXTRAS)
SOURCES = {source.code: source for source in (*STAYS, *desk.SOURCES)}
# Their figures change with the day alone: what was ahead is here.
OF_TODAY = (NIGHTS.code, ARRIVALS.code)
