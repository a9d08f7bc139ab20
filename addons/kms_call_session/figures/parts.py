"""What the figures of calls count, as rows of SQL. No environment.

The call screen, the report, the analysis and the daily facts all read these rows, so that a figure
has one definition.
"""

from odoo.tools import SQL

INTERESTED = ("interested", "appointment")
# A longer silence between two calls is a pause and does not count as work.
PAUSE_SECONDS = 600
# What a call takes at least, ringing and writing down included.
CALL_SECONDS = 30


def calls(condition):
    """A row for each call that was made and not undone.

    ``work`` are the seconds that the call cost its seller: until their next call of the day,
    whatever the campaign; before a pause and at the end of the day its own length.

    :param SQL condition: on ``call``; it holds for whole days of whole people or for none of them
    :rtype: SQL
    """
    return SQL(
        """
        SELECT row.id, row.start, row.company_id, row.user_id, row.campaign_id, row.prospect_id,
               row.lead_id, row.outcome_id, row.kind, row.kms_channel, row.duration,
               row.is_answered, (row.kind IN %s)::int AS is_interested,
               (row.kind = 'appointment')::int AS is_appointment,
               row.duration * row.is_answered AS talk,
               CASE WHEN row.gap - row.duration <= %s THEN row.gap
                    ELSE GREATEST(row.duration, %s) END AS work
          FROM (SELECT call.*, campaign.kms_channel,
                       EXTRACT(EPOCH FROM LEAD(call.start) OVER (
                           PARTITION BY call.company_id, call.user_id,
                                 (call.start AT TIME ZONE 'UTC'
                                  AT TIME ZONE company.kms_timezone)::date
                           ORDER BY call.start, call.id) - call.start)::float AS gap
                  FROM kms_call call
                  JOIN kms_call_campaign campaign ON campaign.id = call.campaign_id
                  JOIN res_company company ON company.id = call.company_id
                 WHERE call.is_undone IS NOT TRUE AND %s) row
        """,
        INTERESTED,
        PAUSE_SECONDS,
        CALL_SECONDS,
        condition,
    )


def sums(key, rows, condition):
    """Sums of calls in the order of :class:`.pace.Pace`, after what they are grouped by.

    :param SQL key: an expression on ``row``
    :param SQL rows: see :func:`calls`
    :param SQL condition: on ``row``
    :rtype: SQL
    """
    return SQL(
        "SELECT %s, COUNT(*)::int, SUM(row.is_answered)::int, SUM(row.is_interested)::int,"
        " SUM(row.is_appointment)::int, SUM(row.talk)::float, SUM(row.work)::float"
        " FROM (%s) row WHERE %s GROUP BY 1",
        key,
        rows,
        condition,
    )
