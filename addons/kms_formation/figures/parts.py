"""What the figures of the school count, as rows of SQL. No environment.

The lists behind the figures and the daily facts both read these rows, so that each has one
definition.
"""

from odoo.tools import SQL


def cashed():
    """A row for each line that money of a student left on the receivable account.

    Invoices and credit notes are not money; payments, their reversals and refunds are.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT line.id, line.date, move.kms_enrollment_id AS enrollment_id, move.id AS move_id,
               move.journal_id, move.company_id, enrollment.partner_id, enrollment.course_id,
               enrollment.session_id, enrollment.user_id, 'training' AS kms_channel,
               -line.balance AS amount
          FROM account_move move
          JOIN kms_enrollment enrollment ON enrollment.id = move.kms_enrollment_id
          JOIN account_move_line line ON line.move_id = move.id
          JOIN account_account account
            ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE line.parent_state = 'posted' AND move.move_type NOT IN ('out_invoice', 'out_refund')
        """
    )


def sessions():
    """A row for each session that is not cancelled: seats, money and what it takes to pay.

    `break_even` is the number of students whose fees, less what each of them costs, cover the
    fixed costs; empty where a student costs more than the fee.

    :rtype: SQL
    """
    return SQL(
        """
        SELECT session.id, session.id AS session_id, session.course_id, session.trainer_id,
               session.state, event.company_id, event.user_id, event.date_begin AS moment,
               'training' AS kms_channel, event.seats_max AS seats,
               COALESCE(student.taken, 0) AS taken, COALESCE(student.waiting, 0) AS waiting,
               COALESCE(money.revenue, 0) AS revenue,
               session.fixed_cost + COALESCE(student.taken, 0) * session.student_cost AS cost,
               COALESCE(money.revenue, 0) - session.fixed_cost
                   - COALESCE(student.taken, 0) * session.student_cost AS margin,
               CASE WHEN session.fixed_cost = 0 THEN 0
                    WHEN course.list_price > session.student_cost THEN
                    CEIL(session.fixed_cost / (course.list_price - session.student_cost))
               END AS break_even
          FROM kms_course_session session
          JOIN event_event event ON event.id = session.event_id
          JOIN kms_course course ON course.id = session.course_id
     LEFT JOIN (
               SELECT session_id, COUNT(*) FILTER (WHERE state = 'waiting') AS waiting,
                      COUNT(*) FILTER (
                          WHERE state IN ('enrolled', 'suspended', 'completed')) AS taken
                 FROM kms_enrollment GROUP BY session_id
               ) student ON student.session_id = session.id
     LEFT JOIN (
               SELECT enrollment.session_id, SUM(move.amount_untaxed_signed) AS revenue
                 FROM account_move move
                 JOIN kms_enrollment enrollment ON enrollment.id = move.kms_enrollment_id
                WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')
                GROUP BY enrollment.session_id
               ) money ON money.session_id = session.id
         WHERE session.state != 'cancelled'
        """
    )
