"""Where the figures of the warehouse come from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

ORDER = ("company_id", "kms_channel", "salesperson_id")


def select_prepared(_env, days):
    """Preparation orders on the day they became ready, and the hours they took."""
    return _select_orders(
        days, SQL("r.ready_date"), "orders_prepared", "preparation_hours", SQL("TRUE")
    )


def select_delivered(_env, days):
    """Preparation orders on the day the customer had the goods, and the hours since the request."""
    return _select_orders(
        days,
        SQL("r.delivered_date"),
        "orders_delivered",
        "delivery_hours",
        SQL("r.state = 'delivered'"),
    )


def _select_orders(days, moment, count, hours, condition):
    return SQL(
        "SELECT %s, r.kms_channel, r.salesperson_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM kms_preparation_order r, LATERAL ("
        "SELECT %s, 1::float8 UNION ALL SELECT %s, COALESCE(%s, 0)"
        ") m (metric, value) WHERE r.company_id = %s AND %s AND %s",
        days.day(moment),
        count,
        f"sum_{hours}",
        SQL.identifier("r", hours),
        days.company_id,
        condition,
        days.holds(moment),
    )


def select_disputes(_env, days):
    """Disputes on the day they were reported, whatever became of them."""
    return SQL(
        "SELECT %s, r.kms_channel, NULL::int4, NULL::int4, NULL::int4, 'disputes', 1"
        " FROM kms_dispute r WHERE r.company_id = %s AND %s",
        days.day(SQL("r.date")),
        days.company_id,
        days.holds(SQL("r.date")),
    )


def select_crossings(env, days):
    """Confirmed sales of goods by the day of their confirmation; those delivered and cashed.

    And what is to collect of those delivered: the sum of all days is what is owed now.
    """
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM (%s) r, LATERAL (SELECT 'sales_of_goods', 1::float8 WHERE r.has_goods"
        " UNION ALL SELECT 'sales_complete', 1 WHERE r.has_goods AND r.crossing = 'complete'"
        " UNION ALL SELECT 'delivered_unpaid', r.due_amount"
        " WHERE r.has_goods AND r.crossing = 'delivered_unpaid'"
        ") m (metric, value) WHERE r.company_id = %s AND %s",
        days.day(SQL("r.date_order")),
        env["kms.delivery.payment.report"]._table_query,
        days.company_id,
        days.holds(SQL("r.date_order")),
    )


def watch_sales(table, columns, join):
    """What decides about the crossing of the sales that a table is joined to, as ``s``."""
    return Watch(
        table,
        columns,
        SQL("s.date_order"),
        company=SQL("s.company_id"),
        join=join,
    )


# the customer moves no figure: who lists the sales behind one shows the name
SALE_COLUMNS = (
    "company_id",
    "kms_channel",
    "user_id",
    "partner_id",
    "state",
    "date_order",
    "amount_total",
)
LINE_COLUMNS = (
    "order_id",
    "product_id",
    "product_uom_qty",
    "price_total",
    "qty_delivered",
    "kms_compensated_qty",
)
MOVE_COLUMNS = ("state", "move_type", "amount_total", "amount_residual")
SALE_OF_LINE = SQL("JOIN sale_order s ON s.id = r.order_id AND s.state = 'sale'")
SALES_OF_MOVE = SQL(
    "JOIN account_move_line i ON i.move_id = r.id"
    " JOIN sale_order_line_invoice_rel l ON l.invoice_line_id = i.id"
    " JOIN sale_order_line o ON o.id = l.order_line_id JOIN sale_order s ON s.id = o.order_id"
)
SALES_OF_PRODUCT = SQL(
    "JOIN product_product p ON p.product_tmpl_id = r.id"
    " JOIN sale_order_line o ON o.product_id = p.id"
    " JOIN sale_order s ON s.id = o.order_id AND s.state = 'sale'"
)

SOURCES = {
    source.code: source
    for source in (
        Source(
            "prepared",
            (
                Watch(
                    "kms_preparation_order",
                    (*ORDER, "ready_date", "preparation_hours"),
                    SQL("r.ready_date"),
                ),
            ),
            select_prepared,
        ),
        Source(
            "delivered",
            (
                Watch(
                    "kms_preparation_order",
                    (*ORDER, "state", "delivered_date", "delivery_hours"),
                    SQL("r.delivered_date"),
                ),
            ),
            select_delivered,
        ),
        Source(
            "dispute",
            (Watch("kms_dispute", ("company_id", "kms_channel", "date"), SQL("r.date")),),
            select_disputes,
        ),
        Source(
            "crossing",
            (
                Watch("sale_order", SALE_COLUMNS, SQL("r.date_order")),
                watch_sales("sale_order_line", LINE_COLUMNS, SALE_OF_LINE),
                watch_sales("account_move", MOVE_COLUMNS, SALES_OF_MOVE),
                watch_sales("product_template", ("type",), SALES_OF_PRODUCT),
            ),
            select_crossings,
        ),
    )
}
