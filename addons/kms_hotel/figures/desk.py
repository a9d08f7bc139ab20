"""Where the figures of the concierge's desk and of what guests think come from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch


def select_visits(_env, days):
    """Visitors of the concierge: who was received, after how many minutes, and sent where."""
    return SQL(
        "SELECT %s, 'hotel', r.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM kms_hotel_visit r, LATERAL (SELECT 'concierge_visitors', 1"
        " UNION ALL SELECT 'concierge_received', 1 WHERE r.served_date IS NOT NULL"
        " UNION ALL SELECT 'concierge_minutes', r.waited_minutes WHERE r.served_date IS NOT NULL"
        " UNION ALL SELECT 'concierge_sent_' || r.orientation, 1 WHERE r.orientation IS NOT NULL"
        ") m (metric, value) WHERE r.company_id = %s AND %s",
        days.day(SQL("r.arrival_date")),
        days.company_id,
        days.holds(SQL("r.arrival_date")),
    )


def select_answers(_env, days):
    """What guests said of their stay, and visitors of the desk, on the day they said it."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM kms_satisfaction r, LATERAL ("
        "SELECT 'hotel_answers', 1 WHERE r.service = 'hotel'"
        " UNION ALL SELECT 'hotel_rating_sum', r.rating WHERE r.service = 'hotel'"
        " UNION ALL SELECT 'hotel_satisfied', 1"
        " WHERE r.service = 'hotel' AND r.satisfied_rate = 100"
        " UNION ALL SELECT 'concierge_answers', 1 WHERE r.service = 'concierge'"
        " UNION ALL SELECT 'concierge_satisfied', 1"
        " WHERE r.service = 'concierge' AND r.satisfied_rate = 100"
        ") m (metric, value) WHERE r.company_id = %s AND r.state = 'answered' AND %s",
        days.day(SQL("r.answer_date")),
        days.company_id,
        days.holds(SQL("r.answer_date")),
    )


SOURCES = (
    Source(
        "hotel_visit",
        (
            Watch(
                "kms_hotel_visit",
                (
                    "company_id",
                    "user_id",
                    "arrival_date",
                    "waited_minutes",
                    "served_date",
                    "orientation",
                ),
                SQL("r.arrival_date"),
            ),
        ),
        select_visits,
    ),
    Source(
        "hotel_answer",
        (
            Watch(
                "kms_satisfaction",
                (
                    "company_id",
                    "kms_channel",
                    "user_id",
                    "service",
                    "state",
                    "answer_date",
                    "rating",
                    "satisfied_rate",
                ),
                SQL("r.answer_date"),
            ),
        ),
        select_answers,
    ),
)
