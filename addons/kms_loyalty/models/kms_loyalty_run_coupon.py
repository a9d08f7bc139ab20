import json
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..coupons.codes import SPECIAL, draw

PORTION = 5_000
# Codes taken by others are drawn again; that many collisions in a row do not happen.
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
        SELECT (%(programs)s::jsonb ->> drawn.tier_id::text)::int, %(company)s,
               drawn.partner_id, 1, drawn.code, %(until)s, TRUE,
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
    UPDATE kms_loyalty_move m SET card_id = made.id
      FROM made JOIN drawn ON drawn.code = made.code
     WHERE m.id = drawn.id
"""


class KmsLoyaltyRun(models.Model):
    """Congratulation coupons: cards of a core program, one per promotion."""

    _inherit = "kms.loyalty.run"

    def _kms_congratulate(self, tell):
        """Give each promoted customer a coupon, unless one of the last days can still be used.

        :param tell: called with a sentence per portion
        :return: coupons generated, in a trial those that would be
        :rtype: int
        """
        self.env.cr.execute(
            SQL("SELECT COUNT(*) FROM (%s) AS candidate", self._kms_candidates(SQL("m.id")))
        )
        wanted = self.env.cr.fetchone()[0]
        if self.kind == "dry" or not wanted:
            return wanted
        programs = self._kms_programs()
        done, draws = 0, 0
        while done < wanted and draws < DRAWS:
            made = self._kms_hand_out(programs, min(PORTION, wanted - done))
            draws = 0 if made else draws + 1
            done += made
            tell(self.env._("Coupons: %(done)s of %(wanted)s", done=done, wanted=wanted))
        return done

    def _kms_candidates(self, columns):
        """Return the SELECT of the promotions of this run that earn a coupon and have none yet."""
        company = self.company_id
        return SQL(
            """
            SELECT %(columns)s
              FROM kms_loyalty_move m JOIN kms_loyalty_tier t ON t.id = m.to_tier_id
             WHERE m.run_id = %(run)s AND m.kind = 'promotion' AND m.card_id IS NULL
               AND t.coupon_discount > 0
               AND NOT EXISTS (
                   SELECT FROM kms_loyalty_move earlier
                     JOIN loyalty_card c ON c.id = earlier.card_id
                    WHERE earlier.partner_id = m.partner_id AND earlier.company_id = m.company_id
                      AND earlier.date > %(day)s::date - %(gap)s
                      AND c.active AND c.points > 0
                      AND (c.expiration_date IS NULL OR c.expiration_date >= %(day)s)
               )
            """,
            columns=columns,
            run=self.id,
            day=self.date,
            gap=company.kms_loyalty_coupon_gap,
        )

    def _kms_hand_out(self, programs, count):
        """Make at most so many cards; a code that somebody has is left to the next draw.

        :param dict programs: id of the program by id of the tier
        :return: cards made
        :rtype: int
        """
        codes = list({_draw() for _place in range(count)})
        self.env.cr.execute(
            SQL(
                HAND_OUT,
                candidates=self._kms_candidates(SQL("m.id, m.partner_id, t.id AS tier_id")),
                limit=len(codes),
                codes=codes,
                programs=json.dumps(programs),
                until=self.date + timedelta(days=self.company_id.kms_loyalty_coupon_days),
                reason=self.env._("Congratulations on your new tier"),
                company=self.company_id.id,
                user=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount

    def _kms_programs(self):
        """Return the programs of the coupons of this run, made where there is none.

        :return: id of the program by id of the tier
        :rtype: dict[int, int]
        """
        tiers = self.env["kms.loyalty.tier"].search(
            [("company_id", "=", self.company_id.id), ("coupon_discount", ">", 0)]
        )
        return {tier.id: tier._kms_coupon_program().id for tier in tiers}


def _draw():
    return draw(SPECIAL)
