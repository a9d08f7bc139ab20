import json
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..coupons.codes import SPECIAL

PORTION = 5_000


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
        done, made = 0, 1
        while done < wanted and made:
            made = self._kms_hand_out(programs, min(PORTION, wanted - done))
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
        """Make at most so many cards.

        :param dict programs: id of the program by id of the tier
        :return: cards made
        :rtype: int
        """
        candidates = self._kms_candidates(
            SQL(
                "m.id, m.partner_id, (%s::jsonb ->> t.id::text)::int AS program_id",
                json.dumps(programs),
            )
        )
        return self.env["loyalty.card"]._kms_hand_out(
            "kms_loyalty_move",
            candidates,
            count,
            prefix=SPECIAL,
            company=self.company_id,
            until=self.date + timedelta(days=self.company_id.kms_loyalty_coupon_days),
            reason=self.env._("Congratulations on your new tier"),
        )

    def _kms_programs(self):
        """Return the programs of the coupons of this run, made where there is none.

        :return: id of the program by id of the tier
        :rtype: dict[int, int]
        """
        tiers = self.env["kms.loyalty.tier"].search(
            [("company_id", "=", self.company_id.id), ("coupon_discount", ">", 0)]
        )
        return {tier.id: tier._kms_coupon_program().id for tier in tiers}
