"""Where the figures of the door, of appointments and of satisfaction come from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

LEAD = ("company_id", "kms_channel", "user_id", "campaign_id")
MINUTES = SQL(
    "GREATEST(FLOOR(EXTRACT(EPOCH FROM r.kms_contact_date - r.kms_arrival_date) / 60), 0)"
)


def select_visits(_env, days):
    """Visitors at the door: who was received, after how many minutes, and where they were sent."""
    moment = SQL("r.kms_arrival_date")
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, r.campaign_id, m.metric, m.value"
        " FROM crm_lead r, LATERAL ("
        "SELECT 'visitors_received', 1 WHERE r.kms_contact_date IS NOT NULL"
        " UNION ALL SELECT 'minutes_waited', %s WHERE r.kms_contact_date IS NOT NULL"
        " UNION ALL SELECT 'sent_' || r.kms_orientation, 1 WHERE r.kms_orientation IS NOT NULL"
        ") m (metric, value) WHERE (r.company_id = %s OR r.company_id IS NULL)"
        " AND r.kms_channel = 'showroom' AND %s",
        days.day(moment),
        MINUTES,
        days.company_id,
        days.holds(moment),
    )


def select_appointments(_env, days):
    """Appointments of the field on their day, whatever became of them, and those honoured."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, 1"
        " FROM calendar_event r JOIN crm_lead o ON o.id = r.opportunity_id, LATERAL ("
        "SELECT 'field_appointments' UNION ALL"
        " SELECT 'field_honoured' WHERE r.kms_state = 'honored'"
        ") m (metric) WHERE r.active AND r.kms_state IS NOT NULL AND r.kms_channel = 'field'"
        " AND (o.company_id = %s OR o.company_id IS NULL) AND %s",
        days.day(SQL("r.start")),
        days.company_id,
        days.holds(SQL("r.start")),
    )


def select_answers(_env, days):
    """Answers of customers, on the day they gave them; those about the showroom apart."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM kms_satisfaction r, LATERAL ("
        "SELECT 'answers', 1 UNION ALL SELECT 'rating_sum', r.rating"
        " UNION ALL SELECT 'satisfied', 1 WHERE r.satisfied_rate = 100"
        " UNION ALL SELECT 'showroom_answers', 1 WHERE r.kms_channel = 'showroom'"
        " UNION ALL SELECT 'showroom_satisfied', 1"
        " WHERE r.kms_channel = 'showroom' AND r.satisfied_rate = 100"
        ") m (metric, value) WHERE r.company_id = %s AND r.state = 'answered' AND %s",
        days.day(SQL("r.answer_date")),
        days.company_id,
        days.holds(SQL("r.answer_date")),
    )


SOURCES = {
    source.code: source
    for source in (
        Source(
            "visit",
            (
                Watch(
                    "crm_lead",
                    (*LEAD, "kms_arrival_date", "kms_contact_date", "kms_orientation"),
                    SQL("r.kms_arrival_date"),
                ),
            ),
            select_visits,
        ),
        Source(
            "appointment",
            (
                Watch(
                    "calendar_event",
                    ("start", "active", "kms_state", "kms_channel", "user_id", "opportunity_id"),
                    SQL("r.start"),
                    company=SQL("o.company_id"),
                    # the prospect may be gone by now: the day counts anew for all companies
                    join=SQL("LEFT JOIN crm_lead o ON o.id = r.opportunity_id"),
                ),
                Watch(
                    "crm_lead",
                    ("company_id",),
                    SQL("o.start"),
                    join=SQL("JOIN calendar_event o ON o.opportunity_id = r.id"),
                ),
            ),
            select_appointments,
        ),
        Source(
            "answer",
            (
                Watch(
                    "kms_satisfaction",
                    (*LEAD[:3], "state", "answer_date", "rating", "satisfied_rate"),
                    SQL("r.answer_date"),
                ),
            ),
            select_answers,
        ),
    )
}
