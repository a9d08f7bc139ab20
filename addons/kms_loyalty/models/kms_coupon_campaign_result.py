from odoo import fields, models
from odoo.tools import SQL

from ..coupons.uplift import Arm, measure

# What each person of a campaign bought in its window, at tills and on invoices of sales orders.
# Refunds count on their day, in both arms alike. A cost is the one of the till's line where it was
# computed, else the product's of today. A till gives the lines of a refund its document's sign.
BOUGHT = """
    SELECT member.id, side.value * ABS(l.price_subtotal_incl) / rate.value AS revenue,
           side.value * ABS(l.price_subtotal) / rate.value
           - CASE WHEN l.is_total_cost_computed THEN l.total_cost / rate.value
                  ELSE l.qty * COALESCE((product.standard_price ->> %(company)s::text)::numeric, 0)
             END AS margin
      FROM member
      JOIN res_partner contact ON contact.commercial_partner_id = member.partner_id
      JOIN pos_order o ON o.partner_id = contact.id
CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(o.currency_rate, 0), 1) AS value) AS rate
      JOIN pos_order_line l ON l.order_id = o.id
CROSS JOIN LATERAL (SELECT SIGN(l.qty * l.price_unit) AS value) AS side
 LEFT JOIN product_product product ON product.id = l.product_id
     WHERE o.company_id = %(company)s AND o.state IN ('paid', 'done')
       AND o.date_order >= %(start)s AND o.date_order < %(end)s
     UNION ALL
    SELECT member.id, sign.value * l.price_total / rate.value,
           sign.value * (
               l.price_subtotal / rate.value
               - l.quantity * COALESCE((product.standard_price ->> %(company)s::text)::numeric, 0)
           )
      FROM member
      JOIN account_move o ON o.commercial_partner_id = member.partner_id
CROSS JOIN LATERAL (
           SELECT COALESCE(NULLIF(o.invoice_currency_rate, 0), 1) AS value
           ) AS rate
CROSS JOIN LATERAL (
           SELECT CASE o.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS value
           ) AS sign
      JOIN account_move_line l ON l.move_id = o.id AND l.display_type = 'product'
 LEFT JOIN product_product product ON product.id = l.product_id
     WHERE o.company_id = %(company)s AND o.state = 'posted'
       AND o.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND o.invoice_date BETWEEN %(first)s AND %(last)s
       AND EXISTS (SELECT FROM sale_order_line_invoice_rel r WHERE r.invoice_line_id = l.id)
       AND NOT EXISTS (SELECT FROM pos_order p WHERE p.account_move = o.id)
"""

ARMS = """
    WITH member AS MATERIALIZED (
        SELECT id, partner_id, arm FROM kms_coupon_member
         WHERE campaign_id = %(campaign)s AND partner_id IS NOT NULL
    ), bought AS (%(bought)s), person AS (
        SELECT member.id, member.arm, COALESCE(SUM(bought.revenue), 0)::float AS revenue,
               COALESCE(SUM(bought.margin), 0)::float AS margin
          FROM member LEFT JOIN bought USING (id) GROUP BY member.id, member.arm
    )
    SELECT arm, COUNT(*), COUNT(*) FILTER (WHERE revenue > 0), SUM(revenue),
           SUM(revenue * revenue), SUM(margin), SUM(margin * margin)
      FROM person GROUP BY arm
"""


class KmsCouponCampaign(models.Model):
    """What the campaign brought, against those who were held out."""

    _inherit = "kms.coupon.campaign"

    result = fields.Json(readonly=True, copy=False)
    measured_on = fields.Datetime(readonly=True, copy=False)

    def action_measure(self):
        """Compare who got a coupon with who was held out, from the start until today."""
        self.ensure_one()
        self.check_access("write")
        # sudo: sums over the orders of the campaign's customers, whoever made them; the right to
        # the campaign was checked above.
        campaign = self.sudo()
        campaign.write({"result": campaign._kms_measure(), "measured_on": self.env.cr.now()})

    def _kms_window(self):
        """Return the first and the last day that count.

        :rtype: tuple[datetime.date, datetime.date]
        """
        today = self.company_id._kms_today()
        last = min(today, self.date_to or today)
        return self.started_on, max(last, self.started_on)

    def _kms_measure(self):
        first, last = self._kms_window()
        arms = self._kms_arms(first, last)
        used, cost = self._kms_used()
        return {
            **measure(
                arms.get("treated", Arm()),
                arms.get("holdout", Arm()),
                self.company_id.kms_coupon_minimum_sample,
                cost,
            ),
            "used": used,
            "made": self.made,
            "first": fields.Date.to_string(first),
            "last": fields.Date.to_string(last),
        }

    def _kms_arms(self, first, last):
        """Return each arm's sums.

        :rtype: dict[str, Arm]
        """
        self.env.flush_all()
        start, end = self.company_id._kms_day_bounds(first, last)
        bought = SQL(
            BOUGHT, company=self.company_id.id, start=start, end=end, first=first, last=last
        )
        self.env.cr.execute(SQL(ARMS, campaign=self.id, bought=bought))
        return {arm: Arm(*sums) for arm, *sums in self.env.cr.fetchall()}

    def _kms_used(self):
        """Return how many coupons were used, and what they took off, net of reversals."""
        self.env.cr.execute(
            SQL(
                "SELECT COUNT(*) FILTER (WHERE u.kind = 'use')"
                " - COUNT(*) FILTER (WHERE u.kind = 'reversal'),"
                " COALESCE(SUM(u.amount), 0)::float FROM kms_coupon_use u"
                " JOIN kms_coupon_member m ON m.card_id = u.card_id WHERE m.campaign_id = %s",
                self.id,
            )
        )
        return self.env.cr.fetchone()
