"""What calls have sold, as rows of SQL. No environment.

The list behind the figures and the daily facts read the same rows.
"""

from odoo.tools import SQL

# in the currency of the company
AMOUNT = SQL("s.amount_total / COALESCE(NULLIF(s.currency_rate, 0), 1)")


def sales(condition):
    """A row for each confirmed order of somebody who had talked to a seller on the phone before.

    The last call that was answered and not undone, within the company's number of days before
    the confirmation, says who has sold and in which campaign. It was made to the prospect whose
    order it is, or to the customer.

    :param SQL condition: on ``s``, a sale order
    :rtype: SQL
    """
    return SQL(
        """
        SELECT s.id, s.id AS order_id, s.date_order, s.company_id, s.partner_id, %s AS amount,
               company.currency_id, call.id AS call_id, call.start, call.user_id,
               call.campaign_id, campaign.kms_channel
          FROM sale_order s
          JOIN res_company company ON company.id = s.company_id
          JOIN LATERAL (
               SELECT c.id, c.start, c.user_id, c.campaign_id FROM kms_call c
                WHERE (c.lead_id = s.opportunity_id OR c.partner_id = s.partner_id)
                  AND c.company_id = s.company_id AND c.is_answered = 1
                  AND c.is_undone IS NOT TRUE AND c.start <= s.date_order
                  AND c.start >= s.date_order - make_interval(days => company.kms_call_sale_days)
             ORDER BY c.start DESC, c.id DESC LIMIT 1) call ON TRUE
          JOIN kms_call_campaign campaign ON campaign.id = call.campaign_id
         WHERE s.state = 'sale' AND %s
        """,
        AMOUNT,
        condition,
    )
