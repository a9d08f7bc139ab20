from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..figures import parts

# Figures of a line or of any group of lines, as a numerator over a denominator.
RATIOS = {
    "occupancy": ("nights_sold", "nights_available", 100),
    "adr": ("room_revenue", "nights_sold", 1),
    "revpar": ("room_revenue", "nights_available", 1),
    "lead_time": ("lead_days", "bookings", 1),
    "cancellation_rate": ("cancellations", "bookings", 100),
    "no_show_rate": ("no_shows", "bookings", 100),
}
FORECAST = 30


class KmsHotelReport(models.Model):
    """The figures of the hotel, by day and room type (domain.md, "KPIs", hotel).

    The daily figures of the boards read the same rows, see `figures/parts.py`.

    - nights available: rooms on sale that day, less those out of order
    - nights sold: nights of stays that are confirmed, in house or left; options do not count
    - occupancy %: nights sold / nights available
    - ADR, average daily rate: room revenue before tax / nights sold
    - RevPAR, revenue per available room: room revenue before tax / nights available
    - lead time: mean days from the booking to the arrival, counted on the day of arrival
    - cancellation and no-show rate: of the bookings of that arrival day, in percent

    Days to come hold what is booked so far; the next 30 are the forecast.
    """

    _name = "kms.hotel.report"
    _description = "Hotel figures"
    _auto = False
    _inherit = ["kms.hotel.day"]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    room_type_id = fields.Many2one("kms.room.type", string="Room type", readonly=True)
    is_forecast = fields.Boolean(string="Next 30 days", readonly=True)
    nights_available = fields.Integer(readonly=True)
    nights_sold = fields.Integer(readonly=True)
    room_revenue = fields.Float(readonly=True, digits=(16, 0))
    extra_revenue = fields.Float(string="Additional revenue", readonly=True, digits=(16, 0))
    bookings = fields.Integer(string="Arrivals booked", readonly=True)
    lead_days = fields.Integer(string="Days booked ahead", readonly=True)
    cancellations = fields.Integer(readonly=True)
    no_shows = fields.Integer(string="No-shows", readonly=True)
    occupancy = fields.Float(string="Occupancy (%)", readonly=True, aggregator="avg", digits=(6, 1))
    adr = fields.Float(string="ADR", readonly=True, aggregator="avg", digits=(16, 0))
    revpar = fields.Float(string="RevPAR", readonly=True, aggregator="avg", digits=(16, 0))
    lead_time = fields.Float(
        string="Lead time (days)", readonly=True, aggregator="avg", digits=(6, 1)
    )
    cancellation_rate = fields.Float(
        string="Cancelled (%)", readonly=True, aggregator="avg", digits=(6, 1)
    )
    no_show_rate = fields.Float(
        string="No-shows (%)", readonly=True, aggregator="avg", digits=(6, 1)
    )

    def _read_group_select(self, aggregate_spec, query):
        """A rate of a group is the rate of its sums, not the mean of the rates of its days."""
        name = aggregate_spec.split(":")[0]
        if name not in RATIOS or aggregate_spec.endswith((":count", ":count_distinct")):
            return super()._read_group_select(aggregate_spec, query)
        above, below, factor = RATIOS[name]
        return SQL(
            "COALESCE(%s::float * SUM(%s) / NULLIF(SUM(%s), 0), 0)",
            factor,
            self._field_to_sql(self._table, above, query),
            self._field_to_sql(self._table, below, query),
        )

    @property
    def _table_query(self):
        today = self.env.company._kms_today()
        ratios = SQL(", ").join(
            SQL(
                "COALESCE(%s::float * %s / NULLIF(%s, 0), 0) AS %s",
                factor,
                SQL.identifier(above),
                SQL.identifier(below),
                SQL.identifier(name),
            )
            for name, (above, below, factor) in RATIOS.items()
        )
        return SQL(
            """
            SELECT figures.*, date BETWEEN %s AND %s AS is_forecast, %s
              FROM (
                    SELECT type.id::bigint * 100000 + (rows.date - DATE '2000-01-01') AS id,
                           rows.date, type.company_id, type.id AS room_type_id,
                           SUM(available)::int AS nights_available,
                           SUM(sold)::int AS nights_sold,
                           SUM(revenue)::numeric AS room_revenue,
                           SUM(extra)::numeric AS extra_revenue,
                           SUM(booked)::int AS bookings, SUM(lead)::int AS lead_days,
                           SUM(cancelled)::int AS cancellations, SUM(missed)::int AS no_shows
                      FROM (%s UNION ALL %s UNION ALL %s UNION ALL %s) rows
                      JOIN kms_room_type type ON type.id = rows.type_id
                     GROUP BY rows.date, type.id, type.company_id
                   ) figures
            """,
            today + timedelta(days=1),
            today + timedelta(days=FORECAST),
            ratios,
            self._available(today),
            self._sold(),
            self._booked(),
            self._extra(),
        )

    def _available(self, today):
        return SQL(
            """
            SELECT part.room_type_id AS type_id, part.date, 1 AS available, 0 AS sold,
                   0 AS revenue, 0 AS extra, 0 AS booked, 0 AS lead, 0 AS cancelled, 0 AS missed
              FROM (%s) part
            """,
            parts.available(None, today + timedelta(days=parts.AHEAD)),
        )

    def _sold(self):
        return SQL(
            """
            SELECT part.room_type_id, part.date, 0, (part.kind = 'night')::int, part.revenue,
                   0, 0, 0, 0, 0
              FROM (%s) part
            """,
            parts.nights(),
        )

    def _booked(self):
        return self._of_moment(
            parts.bookings("checkin"),
            SQL("0, 0, 0, 0, 1, part.lead_days, part.cancelled::int, part.missed::int"),
        )

    def _extra(self):
        return self._of_moment(parts.extras(), SQL("0, 0, 0, part.revenue, 0, 0, 0, 0"))

    def _of_moment(self, rows, columns):
        return SQL(
            """
            SELECT part.room_type_id,
                   (part.moment AT TIME ZONE 'UTC' AT TIME ZONE company.kms_timezone)::date, %s
              FROM (%s) part JOIN res_company company ON company.id = part.company_id
            """,
            columns,
            rows,
        )
