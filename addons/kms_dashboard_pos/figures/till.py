"""How many tickets the tills printed, and what they handed over to the books. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

RATE = SQL("COALESCE(NULLIF(r.currency_rate, 0), 1)")


def select_tickets(_env, days):
    """Tickets, those that only settle an order aside, and what was given back."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM pos_order r, LATERAL ("
        "SELECT 'till_tickets', 1 WHERE r.amount_total > 0 AND EXISTS (SELECT FROM pos_order_line l"
        " WHERE l.order_id = r.id AND l.sale_order_origin_id IS NULL)"
        " UNION ALL SELECT 'till_refunds', r.amount_total / %s WHERE r.amount_total < 0"
        ") m (metric, value) WHERE r.company_id = %s AND r.state IN ('paid', 'done') AND %s",
        days.day(SQL("r.date_order")),
        RATE,
        days.company_id,
        days.holds(SQL("r.date_order")),
    )


# An order that is invoiced after its session was closed leaves the session's entry by a reversal.
LATE = SQL("JOIN account_move v ON v.reversed_pos_order_id = r.id AND v.state = 'posted'")


def select_posted(_env, days):
    """Orders of closed sessions without an invoice, on the day of the session's entry."""
    return SQL(
        "SELECT m.date, r.kms_channel, r.user_id, NULL::int4, NULL::int4, 'till_posted',"
        " r.amount_total / %(rate)s FROM account_move m JOIN pos_session s ON s.move_id = m.id"
        " JOIN pos_order r ON r.session_id = s.id WHERE m.company_id = %(company)s"
        " AND m.state = 'posted' AND r.state IN ('paid', 'done') AND %(day)s"
        # a list and not EXISTS, whose cost is reckoned for every order of the sessions
        " AND (r.account_move IS NULL OR r.id IN (SELECT v.reversed_pos_order_id"
        " FROM account_move v WHERE v.reversed_pos_order_id IS NOT NULL AND v.state = 'posted'))"
        " UNION ALL SELECT v.date, r.kms_channel, r.user_id, NULL::int4, NULL::int4, 'till_posted',"
        " -r.amount_total / %(rate)s FROM pos_order r %(late)s"
        " WHERE r.company_id = %(company)s AND %(late_day)s",
        rate=RATE,
        company=days.company_id,
        day=days.holds_date(SQL("m.date")),
        late=LATE,
        late_day=days.holds_date(SQL("v.date")),
    )


def select_booked(_env, days):
    """What the entries of those sessions say: their receivable side."""
    return SQL(
        "SELECT l.date, 'till_posted', SUM(l.balance) FROM account_move m"
        " JOIN account_move_line l ON l.move_id = m.id"
        " JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'"
        " WHERE m.company_id = %s AND m.state = 'posted' AND m.move_type = 'entry' AND %s"
        " AND (m.reversed_pos_order_id IS NOT NULL"
        " OR EXISTS (SELECT FROM pos_session s WHERE s.move_id = m.id)) GROUP BY 1",
        days.company_id,
        days.holds_date(SQL("m.date")),
    )


ORDER = ("company_id", "kms_channel", "user_id", "currency_rate", "state", "amount_total")
BOOKED = SQL("m.date")
BOOKED_COMPANY = SQL("m.company_id")

SOURCES = {
    source.code: source
    for source in (
        Source(
            "till_ticket",
            (
                Watch("pos_order", (*ORDER, "date_order"), SQL("r.date_order")),
                Watch(
                    "pos_order_line",
                    ("order_id", "sale_order_origin_id"),
                    SQL("o.date_order"),
                    company=SQL("o.company_id"),
                    join=SQL("JOIN pos_order o ON o.id = r.order_id"),
                ),
            ),
            select_tickets,
        ),
        Source(
            "till_posted",
            (
                Watch(
                    "pos_order",
                    (*ORDER, "session_id", "account_move"),
                    BOOKED,
                    company=BOOKED_COMPANY,
                    join=SQL(
                        "JOIN pos_session s ON s.id = r.session_id"
                        " JOIN account_move m ON m.id = s.move_id"
                    ),
                    is_date=True,
                ),
                Watch(
                    "pos_session",
                    ("move_id",),
                    BOOKED,
                    company=BOOKED_COMPANY,
                    join=SQL("JOIN account_move m ON m.id = r.move_id"),
                    is_date=True,
                ),
                Watch(
                    "account_move",
                    ("state", "date", "company_id"),
                    SQL("r.date"),
                    join=SQL("JOIN pos_session s ON s.move_id = r.id"),
                    is_date=True,
                ),
                # the day of the reversal, and that of the session that held the order
                Watch(
                    "account_move",
                    ("state", "date", "company_id", "reversed_pos_order_id"),
                    BOOKED,
                    join=SQL(
                        "JOIN pos_order o ON o.id = r.reversed_pos_order_id"
                        " JOIN pos_session s ON s.id = o.session_id"
                        " CROSS JOIN LATERAL ("
                        "SELECT e.date FROM account_move e WHERE e.id = s.move_id"
                        " UNION ALL SELECT r.date) m"
                    ),
                    is_date=True,
                ),
            ),
            select_posted,
            ledger=select_booked,
        ),
    )
}
