"""Where the figures of the school come from (domain.md, "KPIs", training). No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

from . import parts

OF_MOVE = SQL("JOIN account_move m ON m.id = r.move_id AND m.kms_enrollment_id IS NOT NULL")
OF_LINES = SQL("JOIN account_move_line l ON l.move_id = r.id")
OF_EVENT = SQL("JOIN event_event e ON e.id = r.event_id")
OF_SESSION = SQL(
    "JOIN kms_course_session s ON s.id = r.session_id JOIN event_event e ON e.id = s.event_id"
)


def select_prospects(_env, days):
    """Prospects of the school on the day they came, lost ones too."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, r.campaign_id, 'training_prospects', 1"
        " FROM crm_lead r WHERE r.kms_channel = 'training' AND %s AND %s",
        days.day(SQL("r.kms_arrival_date")),
        SQL("(r.company_id = %s OR r.company_id IS NULL)", days.company_id),
        days.holds(SQL("r.kms_arrival_date")),
    )


def select_enrollments(_env, days):
    """Students on the day they were enrolled, whatever became of them; a transfer is no new one."""
    return SQL(
        "SELECT %s, 'training', r.user_id, NULL::int4, NULL::int4, 'training_enrollments', 1"
        " FROM kms_enrollment r WHERE r.company_id = %s AND r.transfer_from_id IS NULL AND %s",
        days.day(SQL("r.enroll_date")),
        days.company_id,
        days.holds(SQL("r.enroll_date")),
    )


def select_fees(_env, days):
    """Money of students, on the day of its entry; what went back counts against."""
    return SQL(
        "SELECT p.date, 'training', p.user_id, NULL::int4, NULL::int4, 'fees_cashed', p.amount"
        " FROM (%s) p WHERE p.company_id = %s AND %s",
        parts.cashed(),
        days.company_id,
        days.holds_date(SQL("p.date")),
    )


def select_sessions(_env, days):
    """Seats of the sessions that begin on a day, and those that are taken."""
    return SQL(
        "SELECT %s, 'training', p.user_id, NULL::int4, NULL::int4, m.metric, m.value"
        " FROM (%s) p, LATERAL (SELECT 'session_seats', p.seats"
        " UNION ALL SELECT 'session_taken', p.taken) m (metric, value)"
        " WHERE p.company_id = %s AND %s",
        days.day(SQL("p.moment")),
        parts.sessions(),
        days.company_id,
        days.holds(SQL("p.moment")),
    )


SOURCES = {
    source.code: source
    for source in (
        Source(
            "training_prospect",
            (
                Watch(
                    "crm_lead",
                    ("company_id", "kms_channel", "user_id", "campaign_id", "kms_arrival_date"),
                    SQL("r.kms_arrival_date"),
                ),
            ),
            select_prospects,
        ),
        Source(
            "training_enrolled",
            (
                Watch(
                    "kms_enrollment",
                    ("company_id", "user_id", "enroll_date", "transfer_from_id"),
                    SQL("r.enroll_date"),
                ),
            ),
            select_enrollments,
        ),
        Source(
            "training_fee",
            (
                Watch(
                    "account_move_line",
                    ("account_id", "balance", "date", "move_id", "parent_state", "company_id"),
                    SQL("r.date"),
                    join=OF_MOVE,
                    is_date=True,
                ),
                Watch(
                    "account_move",
                    ("kms_enrollment_id", "move_type", "company_id"),
                    SQL("l.date"),
                    join=OF_LINES,
                    is_date=True,
                ),
                Watch(
                    "kms_enrollment",
                    ("user_id",),
                    SQL("l.date"),
                    join=SQL(
                        "JOIN account_move m ON m.kms_enrollment_id = r.id"
                        " JOIN account_move_line l ON l.move_id = m.id"
                    ),
                    is_date=True,
                ),
            ),
            select_fees,
        ),
        Source(
            "training_session",
            (
                Watch(
                    "kms_course_session",
                    ("state", "event_id"),
                    SQL("e.date_begin"),
                    company=SQL("e.company_id"),
                    join=OF_EVENT,
                ),
                Watch(
                    "event_event",
                    ("company_id", "date_begin", "seats_max", "user_id"),
                    SQL("r.date_begin"),
                ),
                Watch(
                    "kms_enrollment",
                    ("state", "session_id"),
                    SQL("e.date_begin"),
                    company=SQL("e.company_id"),
                    join=OF_SESSION,
                ),
            ),
            select_sessions,
        ),
    )
}
