"""What the figures of the hotel count, as rows of SQL. No environment.

The report and the daily facts both read these rows, so that a figure has one definition. Each gives
`company_id`, `room_type_id` and `date` or, where the day depends on a time zone, `moment` in UTC.
"""

from odoo.tools import SQL

# Stays whose nights are sold; an option is not yet.
SOLD = ("confirmed", "checked_in", "checked_out")
AHEAD = 366  # days after today that rooms are counted for: what can be booked a year ahead


def available(first, last):
    """A row for each room on sale and day, those out of order left out.

    :param datetime.date first: first day; None for the first of each room
    :param datetime.date last: last day
    :rtype: SQL
    """
    return SQL(
        """
        SELECT day::date AS date, room.room_type_id, room.company_id
          FROM kms_room room CROSS JOIN LATERAL generate_series(
               GREATEST(room.open_date, %s)::timestamp, LEAST(room.close_date, %s)::timestamp,
               '1 day') day
         WHERE NOT EXISTS (
               SELECT FROM kms_room_closure closure
                WHERE closure.room_id = room.id
                  AND day::date BETWEEN closure.date_from AND closure.date_to
         )
        """,
        first,
        last,
    )


def nights():
    """A row for each night or day use that is sold, with its revenue before tax.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT night.date, room.room_type_id, night.company_id, night.kind, night.revenue,
               night.quantity, night.sale_line_id
          FROM kms_reservation_night night
          JOIN kms_room room ON room.id = night.room_id
          JOIN kms_reservation stay ON stay.id = night.reservation_id
         WHERE stay.state IN %s
        """,
        SOLD,
    )


def bookings(moment):
    """A row for each reservation; the waiting list has none yet.

    :param str moment: column whose day counts: `checkin` or `create_date`
    :rtype: SQL
    """
    return SQL(
        """
        SELECT %s AS moment, stay.room_type_id, stay.company_id, stay.user_id, stay.lead_days,
               stay.state = 'cancelled' AND stay.no_show IS NOT TRUE AS cancelled,
               stay.no_show IS TRUE AS missed
          FROM kms_reservation stay WHERE stay.waiting IS NOT TRUE
        """,
        SQL.identifier("stay", moment),
    )


def extras():
    """A row for each line that was added to a folio, before tax, when it was added.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT line.create_date AS moment, stay.room_type_id, folio.company_id, stay.user_id,
               line.price_subtotal AS revenue, line.id AS sale_line_id
          FROM sale_order_line line
          JOIN sale_order folio ON folio.id = line.order_id AND folio.state = 'sale'
          JOIN kms_reservation stay ON stay.id = line.kms_reservation_id
         WHERE line.kms_line_kind IS NULL AND line.kms_reservation_id IS NOT NULL
        """
    )


def booked_amount(line):
    """The share of a folio line in the books for one of its units, where all of it is invoiced.

    The one unit of a residence's month is many nights, and is left to the folio.

    :param SQL line: id of the folio line
    :return: a query of one value, NULL where there is nothing to compare
    :rtype: SQL
    """
    return SQL(
        """
        SELECT CASE WHEN SUM(item.quantity * sign.value) = line.product_uom_qty
                    THEN -SUM(item.balance) / NULLIF(line.product_uom_qty, 0) END
          FROM sale_order_line line
          JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
          JOIN account_move_line item
            ON item.id = link.invoice_line_id AND item.parent_state = 'posted'
          JOIN account_move move ON move.id = item.move_id,
       LATERAL (SELECT CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END) sign (value)
         WHERE line.id = %s AND line.kms_line_kind IS DISTINCT FROM 'month'
         GROUP BY line.product_uom_qty
        """,
        line,
    )
