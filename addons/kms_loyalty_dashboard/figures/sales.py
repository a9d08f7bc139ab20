"""Purchases at the tills, the discounts in them, and who comes back. No environment.

The tier of a purchase is the one that the customer had when it was paid.
"""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

PAID = SQL("r.state IN ('paid', 'done')")
RATE = SQL("COALESCE(NULLIF(r.currency_rate, 0), 1)")


def select_orders(condition):
    """Paid orders of the tills with the discounts in them, in the company's currency.

    What is given back takes off: its discounts are negative.

    :param SQL condition: on ``r``, a ``pos_order``
    :rtype: SQL
    """
    return SQL(
        "SELECT r.id, r.date_order AS date, r.company_id, r.kms_channel, r.user_id, r.partner_id,"
        " r.kms_tier_id AS tier_id, r.partner_id IS NOT NULL AS identified,"
        " r.amount_total > 0 AS purchase,"
        " CASE WHEN t.threshold > 0 AND NOT EXISTS (SELECT FROM kms_loyalty_tier b"
        " WHERE b.company_id = t.company_id AND b.threshold > t.threshold)"
        " THEN r.partner_id END AS best_partner_id,"
        " (r.amount_total + COALESCE(d.tier + d.coupon, 0)) / %(rate)s AS gross,"
        " COALESCE(d.tier, 0) / %(rate)s AS tier_discount,"
        " COALESCE(d.coupon, 0) / %(rate)s AS coupon_discount,"
        " r.amount_total / %(rate)s AS net"
        " FROM pos_order r LEFT JOIN kms_loyalty_tier t ON t.id = r.kms_tier_id"
        " LEFT JOIN LATERAL (SELECT"
        " -SUM(l.price_subtotal_incl) FILTER (WHERE p.program_type = 'promotion') AS tier,"
        " -SUM(l.price_subtotal_incl) FILTER (WHERE p.program_type IN ('promo_code', 'coupons'))"
        " AS coupon FROM pos_order_line l JOIN loyalty_reward w ON w.id = l.reward_id"
        " JOIN loyalty_program p ON p.id = w.program_id WHERE l.order_id = r.id) x ON TRUE,"
        " LATERAL (SELECT COALESCE(x.tier, 0) AS tier, COALESCE(x.coupon, 0) AS coupon) d"
        " WHERE %(paid)s AND %(condition)s",
        rate=RATE,
        paid=PAID,
        condition=condition,
    )


def select_sales(_env, days):
    """Purchases, those with a customer, amounts before and after discounts, by tier."""
    condition = SQL("r.company_id = %s AND %s", days.company_id, days.holds(SQL("r.date_order")))
    return SQL(
        "SELECT %s, u.kms_channel, u.user_id, NULL::int4, NULL::int4, m.metric, m.value, m.subject"
        " FROM (%s) u, LATERAL (VALUES"
        " (CASE WHEN u.purchase THEN 'loyalty_orders' END, 1, NULL::int4),"
        " (CASE WHEN u.purchase AND u.identified THEN 'loyalty_identified' END, 1, u.tier_id),"
        " ('loyalty_gross', u.gross, u.tier_id),"
        " ('loyalty_tier_discount', u.tier_discount, u.tier_id),"
        " ('loyalty_coupon_discount', u.coupon_discount, u.tier_id),"
        " ('loyalty_net', u.net, u.tier_id),"
        " (CASE WHEN u.best_partner_id IS NOT NULL THEN 'loyalty_best' END, u.net,"
        " u.best_partner_id)) m (metric, value, subject)"
        " WHERE m.metric IS NOT NULL AND m.value <> 0",
        days.day(SQL("u.date")),
        select_orders(condition),
    )


def select_customers(_env, months):
    """Customers by the months in which they bought at a till."""
    return SQL(
        "SELECT date_trunc('month', %s)::date, r.kms_channel, 'loyalty_active',"
        " p.commercial_partner_id FROM pos_order r JOIN res_partner p ON p.id = r.partner_id"
        " WHERE r.company_id = %s AND %s AND r.amount_total > 0 AND %s",
        months.day(SQL("r.date_order")),
        months.company_id,
        PAID,
        months.holds(SQL("r.date_order")),
    )


MOMENT = SQL("o.date_order")
COMPANY = SQL("o.company_id")
SOURCES = {
    "loyalty_sale": Source(
        "loyalty_sale",
        (
            Watch(
                "pos_order",
                (
                    "company_id",
                    "kms_channel",
                    "user_id",
                    "partner_id",
                    "kms_tier_id",
                    "currency_rate",
                    "amount_total",
                    "state",
                    "date_order",
                ),
                SQL("r.date_order"),
            ),
            Watch(
                "pos_order_line",
                ("order_id", "reward_id", "price_subtotal_incl"),
                MOMENT,
                company=COMPANY,
                join=SQL("JOIN pos_order o ON o.id = r.order_id AND r.reward_id IS NOT NULL"),
            ),
            # another tier is the best one from now on
            Watch(
                "kms_loyalty_tier",
                ("threshold", "company_id"),
                MOMENT,
                company=COMPANY,
                join=SQL(
                    "JOIN pos_order o ON o.kms_tier_id IS NOT NULL AND o.company_id = r.company_id"
                ),
            ),
            Watch(
                "res_partner",
                ("commercial_partner_id",),
                MOMENT,
                company=COMPANY,
                join=SQL("JOIN pos_order o ON o.partner_id = r.id"),
            ),
        ),
        select_sales,
        members=select_customers,
        subjects=True,
    )
}
