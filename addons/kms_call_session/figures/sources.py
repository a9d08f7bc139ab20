"""Where the figures of calls come from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

from .parts import calls

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
    )
}
