"""Where the figures of calls come from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

from .parts import calls
from .sales import sales

COLUMNS = (
    "company_id",
    "user_id",
    "campaign_id",
    "kind",
    "is_answered",
    "start",
    "duration",
    "is_undone",
)


def select_calls(_env, days):
    """Calls on their day, what came of them, and the time they took."""
    condition = SQL("call.company_id = %s AND %s", days.company_id, days.holds(SQL("call.start")))
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM (%s) r, LATERAL (SELECT 'calls_made', 1::float"
        " UNION ALL SELECT 'calls_answered', 1 WHERE r.is_answered = 1"
        " UNION ALL SELECT 'calls_interested', 1 WHERE r.is_interested = 1"
        " UNION ALL SELECT 'calls_appointments', 1 WHERE r.is_appointment = 1"
        " UNION ALL SELECT 'calls_talk', r.talk / 60.0 WHERE r.talk > 0"
        " UNION ALL SELECT 'calls_work', r.work / 60.0"
        " UNION ALL SELECT 'calls_hours', r.work / 3600.0"
        ") m (metric, value)",
        days.day(SQL("r.start")),
        calls(condition),
    )


def select_sales(_env, days):
    """Orders that came of calls, on the day of their confirmation, by the campaign of the call."""
    condition = SQL("s.company_id = %s AND %s", days.company_id, days.holds(SQL("s.date_order")))
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, m.value,"
        " r.campaign_id FROM (%s) r, LATERAL (VALUES ('calls_sales', 1::float),"
        " ('calls_revenue', r.amount)) m (metric, value)",
        days.day(SQL("r.date_order")),
        sales(condition),
    )


# the orders of a call, and of the calls of a campaign
SOLD = SQL(
    "JOIN sale_order o ON o.state = 'sale' AND o.company_id = r.company_id"
    " AND o.date_order >= r.start"
    " AND (o.opportunity_id = r.lead_id OR o.partner_id = r.partner_id)"
)
SOLD_IN = SQL(
    "JOIN kms_call k ON k.campaign_id = r.id JOIN sale_order o ON o.state = 'sale'"
    " AND o.company_id = k.company_id AND o.date_order >= k.start"
    " AND (o.opportunity_id = k.lead_id OR o.partner_id = k.partner_id)"
)
SOURCES = {
    "call": Source(
        "call",
        (
            Watch("kms_call", COLUMNS, SQL("r.start")),
            Watch(
                "kms_call_campaign",
                ("kms_channel",),
                SQL("o.start"),
                company=SQL("o.company_id"),
                join=SQL("JOIN kms_call o ON o.campaign_id = r.id"),
            ),
        ),
        select_calls,
    ),
    "call_sale": Source(
        "call_sale",
        (
            Watch(
                "sale_order",
                (
                    "company_id",
                    "state",
                    "date_order",
                    "amount_total",
                    "currency_rate",
                    "partner_id",
                    "opportunity_id",
                ),
                SQL("r.date_order"),
            ),
            Watch("kms_call", (*COLUMNS, "lead_id", "partner_id"), SQL("o.date_order"), join=SOLD),
            Watch(
                "kms_call_campaign",
                ("kms_channel",),
                SQL("o.date_order"),
                company=SQL("o.company_id"),
                join=SOLD_IN,
            ),
        ),
        select_sales,
        subjects=True,
    ),
}
