from odoo import api, models
from odoo.tools import SQL

from ..coupons import codes

# Codes that others have are drawn again; that many draws in a row without a free one do not happen.
DRAWS = 20

# Cards for the candidates with the codes that are free, their first lines in ledger and history.
HAND_OUT = """
    WITH candidate AS (
        %(candidates)s ORDER BY m.id LIMIT %(limit)s
    ), free AS (
        SELECT code, row_number() OVER () AS place
          FROM unnest(%(codes)s) AS code
         WHERE NOT EXISTS (SELECT FROM loyalty_card c WHERE c.code = code.code)
           AND NOT EXISTS (SELECT FROM loyalty_rule r WHERE r.code = code.code)
    ), drawn AS (
        SELECT candidate.*, free.code
          FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM candidate)
               AS candidate
          JOIN free USING (place)
    ), made AS (
        INSERT INTO loyalty_card (
            program_id, company_id, partner_id, points, code, expiration_date, active,
            create_uid, create_date, write_uid, write_date
        )
        SELECT drawn.program_id, %(company)s, drawn.partner_id, 1, drawn.code, %(until)s, TRUE,
               %(user)s, %(now)s, %(user)s, %(now)s
          FROM drawn
        ON CONFLICT (code) DO NOTHING
        RETURNING id, code, partner_id, company_id
    ), booked AS (
        INSERT INTO kms_points_entry (
            card_id, partner_id, company_id, order_key, kind, points, shortfall, moment
        )
        SELECT id, partner_id, company_id, gen_random_uuid()::text, 'opening', 1, 0,
               %(now)s
          FROM made
    ), told AS (
        INSERT INTO loyalty_history (
            card_id, description, issued, used, create_uid, create_date, write_uid,
            write_date
        )
        SELECT id, %(reason)s, 1, 0, %(user)s, %(now)s, %(user)s, %(now)s FROM made
    )
    UPDATE %(target)s m SET card_id = made.id
      FROM made JOIN drawn ON drawn.code = made.code
     WHERE m.id = drawn.id
"""


class LoyaltyCard(models.Model):
    """Many codes at once: set-based, each row of the list gets one card."""

    _inherit = "loyalty.card"

    @api.model
    def _kms_hand_out(self, target, candidates, count, **values):
        """Make cards for rows that wait for theirs; at most so many.

        :param str target: table with the rows; their ``card_id`` is filled
        :param SQL candidates: SELECT from the target, called ``m``, of ``id``, ``partner_id`` and
            ``program_id``
        :param values: ``prefix`` of the codes, ``company``, ``until`` (the last day, or none) and
            ``reason`` (a sentence for the history)
        :return: cards made
        :rtype: int
        """
        prefix, company = values.pop("prefix"), values.pop("company")
        for _draw in range(DRAWS):
            drawn = list({codes.draw(prefix) for _place in range(count)})
            self.env.cr.execute(
                SQL(
                    HAND_OUT,
                    target=SQL.identifier(target),
                    candidates=candidates,
                    limit=len(drawn),
                    codes=drawn,
                    company=company.id,
                    user=self.env.uid,
                    now=self.env.cr.now(),
                    **values,
                )
            )
            if self.env.cr.rowcount:
                break
        return self.env.cr.rowcount
