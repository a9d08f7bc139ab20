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
    )
}
