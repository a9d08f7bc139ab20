"""What came in: payments of customers and money taken at the tills. No environment.

A till's money counts when the customer pays. The closing of a session writes it down again, as
payments or lines of a cash book: those are left out. «On account» is no money yet.
"""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch


def select_payments(condition):
    """Payments of customers less what was paid back to them, those of tills aside.

    :param SQL condition: on ``r``, an ``account_payment``
    :rtype: SQL
    """
    return SQL(
        "SELECT 2 * r.id::int8 AS id, r.date, r.company_id, r.partner_id, r.journal_id,"
        " r.amount_company_currency_signed AS amount, r.id AS payment_id,"
        " NULL::int4 AS pos_payment_id"
        " FROM account_payment r WHERE r.partner_type = 'customer'"
        " AND r.state IN ('in_process', 'paid') AND r.pos_session_id IS NULL AND %s",
        condition,
    )


def select_till_payments(condition):
    """Money that the tills took, what they gave back taken off.

    :param SQL condition: on ``r``, a ``pos_payment``, ``o``, its order, and ``c``, its company
    :rtype: SQL
    """
    return SQL(
        "SELECT 2 * r.id::int8 + 1 AS id,"
        " (r.payment_date AT TIME ZONE 'UTC' AT TIME ZONE c.kms_timezone)::date AS date,"
        " o.company_id, o.partner_id, w.journal_id,"
        " r.amount / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount,"
        " NULL::int4 AS payment_id, r.id AS pos_payment_id"
        " FROM pos_payment r JOIN pos_order o ON o.id = r.pos_order_id"
        " JOIN pos_payment_method w ON w.id = r.payment_method_id AND w.journal_id IS NOT NULL"
        " JOIN res_company c ON c.id = o.company_id"
        " WHERE o.state IN ('paid', 'done') AND %s",
        condition,
    )


def select_cash(_env, days):
    """Both, by day."""
    return SQL(
        "SELECT u.date, NULL, NULL::int4, NULL::int4, NULL::int4, 'house_cash_in', u.amount"
        " FROM (%s UNION ALL %s) u",
        select_payments(
            SQL("r.company_id = %s AND %s", days.company_id, days.holds_date(SQL("r.date")))
        ),
        select_till_payments(
            SQL("o.company_id = %s AND %s", days.company_id, days.holds(SQL("r.payment_date")))
        ),
    )


def select_methods(_env, days):
    """Money that the tills took, by kind of payment method."""
    return SQL(
        "SELECT %s, o.kms_channel, o.user_id, NULL::int4, NULL::int4, m.metric,"
        " r.amount / COALESCE(NULLIF(o.currency_rate, 0), 1)"
        " FROM pos_payment r JOIN pos_order o ON o.id = r.pos_order_id"
        " JOIN pos_payment_method w ON w.id = r.payment_method_id"
        " JOIN account_journal j ON j.id = w.journal_id, LATERAL (VALUES ('till_taken'),"
        " (CASE WHEN j.kms_mobile_operator IS NOT NULL THEN 'till_' || j.kms_mobile_operator"
        " WHEN j.type = 'cash' THEN 'till_cash' ELSE 'till_bank' END)) m (metric)"
        " WHERE o.company_id = %s AND o.state IN ('paid', 'done') AND %s",
        days.day(SQL("r.payment_date")),
        days.company_id,
        days.holds(SQL("r.payment_date")),
    )


PAYMENT = ("pos_order_id", "amount", "payment_method_id", "payment_date")
TILL_WATCHES = (
    Watch(
        "pos_payment",
        PAYMENT,
        SQL("r.payment_date"),
        company=SQL("o.company_id"),
        join=SQL("LEFT JOIN pos_order o ON o.id = r.pos_order_id"),
    ),
    Watch(
        "pos_order",
        ("company_id", "kms_channel", "user_id", "currency_rate", "state"),
        SQL("p.payment_date"),
        join=SQL("JOIN pos_payment p ON p.pos_order_id = r.id"),
    ),
    Watch(
        "pos_payment_method",
        ("journal_id",),
        SQL("p.payment_date"),
        join=SQL("JOIN pos_payment p ON p.payment_method_id = r.id"),
    ),
)

SOURCES = {
    source.code: source
    for source in (
        Source(
            "house_cash",
            (
                Watch(
                    "account_payment",
                    (
                        "company_id",
                        "date",
                        "state",
                        "partner_type",
                        "amount_company_currency_signed",
                        "pos_session_id",
                    ),
                    SQL("r.date"),
                    is_date=True,
                ),
                *TILL_WATCHES,
            ),
            select_cash,
        ),
        Source("till_payment", TILL_WATCHES, select_methods),
    )
}
