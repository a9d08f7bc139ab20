"""The purchases of a company as one SELECT. No environment.

A purchase is a paid order of a till, or a sales order with posted invoices (failing that, with
payments). A till's order that settles a sales order is that sales order's purchase, at its date.
What was taken back counts against the purchase it belongs to, whoever brought it back and whenever.
"""

from typing import NamedTuple

from odoo.tools import SQL

PAID = ("paid", "done")


# The orders of tills whose lines have to be looked at: they take back, were taken from, or settle.
def _pairs(company_id):
    return SQL(
        """
        SELECT back.order_id AS order_id, sold.order_id AS other_id
          FROM pos_order_line back
          JOIN pos_order_line sold ON sold.id = back.refunded_orderline_id
         WHERE back.refunded_orderline_id IS NOT NULL AND back.company_id = %(company)s
         UNION ALL
        SELECT order_id, order_id FROM pos_order_line
         WHERE sale_order_origin_id IS NOT NULL AND company_id = %(company)s
        """,
        company=company_id,
    )


class Some(NamedTuple):
    """Tables that hold some customers, for a run that rates no others.

    :param SQL customers: ``(id, marked)``, those who are none any more included; marked are those
        whose documents changed, for the others only time went by
    :param SQL members: ``(id, commercial_partner_id, marked)`` of them and their contacts
    :param SQL orders: the result of :func:`till_orders`
    """

    customers: SQL
    members: SQL
    orders: SQL


def till_orders(company_id, members=None, span=None):
    """Return the SELECT of the paid orders of the tills.

    :param int company_id: id of the company
    :param SQL members: table of the contacts wanted, see :class:`Some`; all when left out
    :param tuple span: first moment and first moment after; leave out what lies outside, except for
        those who are marked
    :rtype: SQL
    """
    orders = SQL(
        """
        SELECT o.id, o.partner_id, o.date_order, o.amount_total, o.currency_rate
          FROM pos_order o %s
         WHERE o.company_id = %s AND o.state IN %s
        """,
        SQL("JOIN %s m ON m.id = o.partner_id", members) if members else SQL(""),
        company_id,
        PAID,
    )
    if not span:
        return orders
    # two SELECTs, because an OR over two tables can use neither index
    return SQL(
        "%(orders)s AND NOT m.marked AND o.date_order >= %(first)s AND o.date_order < %(after)s"
        " UNION ALL %(orders)s AND m.marked",
        orders=orders,
        first=span[0],
        after=span[1],
    )


def special(company_id, some=None):
    """Return the SELECT of the ids of those orders.

    :param int company_id: id of the company
    :param Some some: then only the orders that are those customers', or touch theirs
    :rtype: SQL
    """
    if not some:
        return SQL(
            "WITH pair AS MATERIALIZED (%s) SELECT order_id AS id FROM pair"
            " UNION SELECT other_id FROM pair",
            _pairs(company_id),
        )
    return SQL(
        """
        WITH pair AS MATERIALIZED (%(pairs)s), seed AS MATERIALIZED (
            SELECT id FROM %(orders)s
             UNION ALL
            SELECT l.order_id FROM pos_order_line l
              JOIN sale_order s ON s.id = l.sale_order_origin_id
              JOIN %(members)s m ON m.id = s.partner_id
             WHERE l.sale_order_origin_id IS NOT NULL
        ), near AS MATERIALIZED (
            SELECT * FROM pair WHERE order_id IN (TABLE seed) OR other_id IN (TABLE seed)
        )
        SELECT order_id AS id FROM near UNION SELECT other_id FROM near
        """,
        pairs=_pairs(company_id),
        orders=some.orders,
        members=some.members,
    )


def purchases(company_id, decimals, some=None, known=None):
    """Return the common table expressions that end in ``bought``.

    Its columns are ``contact_id`` (the partner on the document, or none), ``moment``, ``amount``.

    :param int company_id: id of the company
    :param int decimals: of its currency
    :param Some some: the customers wanted; all of them when left out
    :param SQL known: table that holds the result of :func:`special`
    :return: expressions to follow ``WITH``; ``amount`` is net of refunds, at most 0 where all was
        taken back
    :rtype: SQL
    """
    members = some.members if some else SQL("res_partner")
    return SQL(
        """
        special AS MATERIALIZED (%(special)s),
        part AS MATERIALIZED (%(parts)s),
        document AS (
            SELECT till_id, sale_id, SUM(amount) AS amount
              FROM (%(till)s UNION ALL %(invoiced)s UNION ALL %(prepaid)s) AS piece
             GROUP BY till_id, sale_id
        ),
        bought AS (
            SELECT o.partner_id AS contact_id, o.date_order AS moment,
                   CASE WHEN o.currency_rate = 1 THEN o.amount_total
                        ELSE ROUND(o.amount_total / COALESCE(NULLIF(o.currency_rate, 0), 1),
                                   %(decimals)s) END AS amount
              FROM (%(orders)s) o
             WHERE NOT EXISTS (SELECT FROM special WHERE special.id = o.id)
             UNION ALL
            SELECT COALESCE(s.partner_id, o.partner_id), COALESCE(s.date_order, o.date_order),
                   ROUND(d.amount, %(decimals)s)
              FROM document d
         LEFT JOIN pos_order o ON o.id = d.till_id
         LEFT JOIN sale_order s ON s.id = d.sale_id
             WHERE COALESCE(s.company_id, o.company_id) = %(company)s
        )
        """,
        special=SQL("SELECT id FROM %s", known) if known else special(company_id, some),
        parts=_parts(company_id, known or SQL("special")),
        till=_till(),
        invoiced=_invoiced(company_id, members),
        prepaid=_prepaid(company_id, members),
        orders=SQL("TABLE %s", some.orders) if some else till_orders(company_id),
        company=company_id,
        decimals=decimals,
    )


def _parts(company_id, orders):
    """The lines of the special orders. What a settling order sells beside belongs to its sale."""
    return SQL(
        """
        SELECT l.id, o.id AS till_id, l.refunded_orderline_id AS back_id,
               COALESCE(
                   l.sale_order_origin_id,
                   MIN(l.sale_order_origin_id) FILTER (WHERE l.refunded_orderline_id IS NULL)
                       OVER (PARTITION BY o.id)
               ) AS sale_id,
               -- a till gives the lines of a refund the sign of its document
               SIGN(l.qty * l.price_unit) * ABS(l.price_subtotal_incl)
                   / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount
          FROM %s AS special
          JOIN pos_order o ON o.id = special.id
          JOIN pos_order_line l ON l.order_id = o.id
         WHERE o.company_id = %s AND o.state IN %s
        """,
        orders,
        company_id,
        PAID,
    )


def _till():
    """Each of these lines with the document it counts for: what is taken back, for its sale."""
    return SQL(
        """
        SELECT CASE WHEN owner.sale_id IS NULL THEN owner.till_id END AS till_id,
               owner.sale_id, part.amount
          FROM part
     LEFT JOIN part AS sold ON sold.id = part.back_id
    CROSS JOIN LATERAL (
               SELECT COALESCE(sold.till_id, part.till_id) AS till_id,
                      CASE WHEN sold.id IS NULL THEN part.sale_id ELSE sold.sale_id END AS sale_id
               ) AS owner
        """
    )


def _invoiced(company_id, members):
    """What was invoiced of sales orders, less credit notes; a till's invoices are its orders'."""
    return SQL(
        """
        SELECT NULL::int, s.id,
               CASE m.move_type WHEN 'out_refund' THEN -l.price_total ELSE l.price_total END
               / COALESCE(NULLIF(m.invoice_currency_rate, 0), 1)
          FROM %(members)s AS member
          JOIN sale_order s ON s.partner_id = member.id
          JOIN sale_order_line sl ON sl.order_id = s.id
          JOIN sale_order_line_invoice_rel r ON r.order_line_id = sl.id
          JOIN account_move_line l ON l.id = r.invoice_line_id
          JOIN account_move m ON m.id = l.move_id
         WHERE s.company_id = %(company)s AND m.state = 'posted'
           AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND NOT EXISTS (SELECT FROM pos_order o WHERE o.account_move = m.id)
        """,
        members=members,
        company=company_id,
    )


def _prepaid(company_id, members):
    """What was paid of confirmed sales orders that nobody has invoiced."""
    return SQL(
        """
        SELECT NULL::int, s.id, t.amount / COALESCE(NULLIF(s.currency_rate, 0), 1)
          FROM payment_transaction t
          JOIN sale_order_transaction_rel r ON r.transaction_id = t.id
          JOIN sale_order s ON s.id = r.sale_order_id
          JOIN %(members)s AS member ON member.id = s.partner_id
         WHERE s.company_id = %(company)s AND s.state = 'sale' AND t.state = 'done'
           AND NOT EXISTS (
               SELECT FROM sale_order_line sl
                 JOIN sale_order_line_invoice_rel i ON i.order_line_id = sl.id
                 JOIN account_move_line l ON l.id = i.invoice_line_id
                WHERE sl.order_id = s.id AND l.parent_state = 'posted'
           )
        """,
        members=members,
        company=company_id,
    )
