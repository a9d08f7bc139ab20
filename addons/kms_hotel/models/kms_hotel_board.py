from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kms_base.days import read_day
from odoo.addons.kms_base.ids import read_id

MAX_DAYS = 92
RAIL_LIMIT = 500
MAX_ROOMS = 100_000
PAGE = 60  # rooms: what one screen scrolls through, and one call paints


class KmsHotelBoard(models.AbstractModel):
    """Server side of the planning board: one call of ranges, painted in the browser."""

    _name = "kms.hotel.board"
    _description = "Planning board"

    @api.model
    def load(self, start=False, days=31, room_type_id=False, offset=0, rail=True):
        """Return a page of rooms and what takes them in a window of days.

        A bar is ``[reservation id, room id, first night, nights, state, customer, kind of stay,
        percent paid]`` with the first night counted from ``start``; a closure
        ``[room id, first, days, reason]``.

        :param str start: YYYY-MM-DD; three days before today when left out
        :param int days: 1 to 92
        :param int room_type_id: only rooms of this type
        :param int offset: rooms to leave out, for the pages after the first
        :param bool rail: also who comes, is here and leaves today; other days do not change that
        :rtype: dict
        :raise AccessError: the user may not read reservations
        """
        self.env["kms.reservation"].check_access("read")
        company = self.env.company
        # Of the company only this is needed; read by itself it does not bring the rest along.
        company.fetch(["kms_timezone"])
        today = company._kms_today()
        start = read_day(self.env, start) or today - timedelta(days=3)
        days = days if isinstance(days, int) and 1 <= days <= MAX_DAYS else 31
        domain = [("company_id", "=", company.id)]
        if room_type_id:
            domain.append(("room_type_id", "=", read_id(room_type_id)))
        offset = min(max(offset, 0), MAX_ROOMS) if isinstance(offset, int) else 0
        Room = self.env["kms.room"]
        names = ["name", "room_type_id", "floor", "housekeeping_state"]
        rooms = Room.search_fetch(domain, names, offset=offset, limit=PAGE)
        paged = offset or len(rooms) == PAGE
        types = self.env["kms.room.type"].search_fetch(
            [("company_id", "=", company.id)], ["name", "capacity"]
        )
        return {
            "start": fields.Date.to_string(start),
            "today": fields.Date.to_string(today),
            "days": days,
            "offset": offset,
            "page": PAGE,
            "total": Room.search_count(domain) if paged else len(rooms),
            "types": [[kind.id, kind.name, kind.capacity] for kind in types],
            "rooms": [
                [room.id, room.name, room.room_type_id.id, room.floor, room.housekeeping_state]
                for room in rooms
            ],
            "bars": self._bars(rooms, start, start + timedelta(days=days)),
            "closures": self._closures(company, start, start + timedelta(days=days)),
            "rail": self._rail(company, today) if rail else False,
        }

    @api.model
    def _bars(self, rooms, start, stop):
        self.env["kms.reservation.night"].flush_model()
        self.env["kms.reservation"].flush_model()
        # A run of nights of one stay in one room is a bar: its days less their rank are constant.
        # Each bar looks its stay and customer up by their keys: LIMIT keeps the planner from
        # joining whole tables, which it does once it takes the month's stays for those of years.
        query = SQL(
            """
            WITH bar AS MATERIALIZED (
                SELECT reservation_id, room_id, min(date) AS first, count(*) AS nights
                  FROM (
                        SELECT reservation_id, room_id, date,
                               date - (row_number() OVER (
                                   PARTITION BY reservation_id, room_id ORDER BY date
                               ))::int AS run
                          FROM kms_reservation_night
                         WHERE kind <> 'closure' AND room_id = ANY(%(rooms)s)
                           AND date >= %(start)s AND date < %(stop)s
                       ) night
                 GROUP BY reservation_id, room_id, run
            )
            SELECT bar.reservation_id, bar.room_id, bar.first - %(start)s::date, bar.nights,
                   stay.state, partner.name, stay.stay, stay.folio_id
              FROM bar
              CROSS JOIN LATERAL (
                   SELECT state, stay, partner_id, folio_id
                     FROM kms_reservation WHERE id = bar.reservation_id LIMIT 1
                   ) stay
              CROSS JOIN LATERAL (
                   SELECT name FROM res_partner WHERE id = stay.partner_id LIMIT 1
                   ) partner
             ORDER BY bar.first, bar.reservation_id
            """,
            rooms=rooms.ids,
            start=start,
            stop=stop,
        )
        bars = self.env.execute_query(query)
        paid = self._paid_shares({bar[-1] for bar in bars if bar[-1]})
        return [[*bar[:-1], paid.get(bar[-1], 0)] for bar in bars]

    @api.model
    def _paid_shares(self, folios):
        """Return the percent of each folio's total that its posted invoices have received."""
        if not folios:
            return {}
        self.env["account.move"].flush_model()
        self.env["sale.order"].flush_model()
        query = """
            SELECT folio.id,
                   round(least(greatest(100 * paid.amount / nullif(folio.amount_total, 0), 0), 100))
              FROM sale_order folio
              JOIN (
                    SELECT order_id, sum(
                               CASE WHEN move_type = 'out_refund' THEN -1 ELSE 1 END
                               * (amount_total - amount_residual)
                           ) AS amount
                      FROM (
                            SELECT DISTINCT line.order_id, move.id, move.move_type,
                                   move.amount_total, move.amount_residual
                              FROM sale_order_line line
                              JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
                              JOIN account_move_line item ON item.id = link.invoice_line_id
                              JOIN account_move move ON move.id = item.move_id
                             WHERE line.order_id = ANY(%(ids)s) AND move.state = 'posted'
                           ) billed
                     GROUP BY order_id
                   ) paid ON paid.order_id = folio.id
             WHERE folio.id = ANY(%(ids)s)
        """
        rows = self.env.execute_query(SQL(query, ids=list(folios)))
        return {folio: int(share or 0) for folio, share in rows}

    @api.model
    def _closures(self, company, start, stop):
        closures = self.env["kms.room.closure"].search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<", stop),
                ("date_to", ">=", start),
            ]
        )
        return [
            [
                closure.room_id.id,
                (closure.date_from - start).days,
                (closure.date_to - closure.date_from).days + 1,
                closure.reason,
            ]
            for closure in closures
        ]

    @api.model
    def _rail(self, company, today):
        """Return who is to arrive, is here and is to leave today, and the rooms to clean."""
        start, stop = company._kms_day_bounds(today)
        rows = self._rail_rows(company, start, stop)
        in_house = [row for row in rows if row["state"] == "checked_in"]
        ahead = [row for row in rows if row["state"] != "checked_in"]
        to_clean = self.env["kms.room"].search_fetch(
            [("company_id", "=", company.id), ("housekeeping_state", "!=", "inspected")],
            ["name", "housekeeping_state"],
        )
        end = fields.Datetime.to_string(stop)
        return {
            "arrivals": [row for row in ahead if not row["waiting"]],
            "in_house": in_house,
            "departures": [row for row in in_house if row["checkout"] < end],
            "waiting": [row for row in ahead if row["waiting"]],
            "to_clean": [[room.id, room.name, room.housekeeping_state] for room in to_clean],
        }

    @api.model
    def _rail_rows(self, company, start, stop):
        """Return the stays of the rail in one query, as it is asked for after each gesture."""
        self.env["kms.reservation"].flush_model()
        self.env["kms.room"].flush_model()
        query = SQL(
            """
            SELECT stay.id, partner.name, COALESCE(room.name, '') AS room, stay.state,
                   to_char(stay.checkin, %(form)s) AS checkin,
                   to_char(stay.checkout, %(form)s) AS checkout,
                   room.housekeeping_state = 'inspected' IS TRUE AS ready,
                   stay.waiting IS TRUE AS waiting
              FROM kms_reservation stay
              JOIN res_partner partner ON partner.id = stay.partner_id
         LEFT JOIN kms_room room ON room.id = stay.room_id
             WHERE stay.company_id = %(company)s AND stay.id IN (
                   SELECT id FROM kms_reservation WHERE state = 'checked_in'
                    UNION ALL
                   SELECT id FROM kms_reservation
                    WHERE state IN ('pending', 'confirmed') AND waiting IS NOT TRUE
                      AND company_id = %(company)s AND checkin < %(stop)s
                    UNION ALL
                   SELECT id FROM kms_reservation
                    WHERE waiting AND state = 'pending' AND checkout > %(start)s
             )
             ORDER BY stay.checkout, stay.id
             LIMIT %(limit)s
            """,
            form="YYYY-MM-DD HH24:MI:SS",
            company=company.id,
            start=start,
            stop=stop,
            limit=RAIL_LIMIT,
        )
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    @api.model
    def move(self, reservation_id, room_id, first, last):
        """Move or stretch a stay on the board; the hours of arrival and departure stay.

        :param int reservation_id: id of the stay
        :param int room_id: id of the room it is dropped on
        :param str first: YYYY-MM-DD, day of arrival
        :param str last: YYYY-MM-DD, day of departure
        :rtype: bool
        :raise ValidationError: the room is taken
        """
        stay = self.env["kms.reservation"].browse(read_id(reservation_id)).exists()
        stay.check_access("write")
        if not stay:
            raise UserError(self.env._("This stay no longer exists. Reload the board."))
        days = [read_day(self.env, first), read_day(self.env, last)]
        if not all(days) or days[1] < days[0]:
            raise UserError(self.env._("The departure comes after the arrival. Check both dates."))
        values = {}
        company = stay.company_id
        for name, day, old in zip(("checkin", "checkout"), days, stay._local_days(), strict=True):
            if day != old:
                moment = stay[name] + (company._kms_moment(day, 12) - company._kms_moment(old, 12))
                values[name] = moment
        if stay.room_id.id != room_id:
            values["room_id"] = read_id(room_id)
        return stay.write(values) if values else True
