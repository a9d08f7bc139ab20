"""Coupons that were handed out and used. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch


def select_uses(_env, days):
    """Uses by kind and tier, and by program; what was given back later stays a use."""
    return SQL(
        "SELECT %s, NULL, r.user_id, NULL::int4, NULL::int4, m.metric, m.value, m.subject"
        " FROM kms_coupon_use r, LATERAL (VALUES"
        " (CASE r.kind WHEN 'use' THEN 'coupons_used' END, 1, r.program_id),"
        " (CASE r.kind WHEN 'use' THEN 'coupons_' || r.coupon_kind END, 1, r.tier_id),"
        " ('coupons_amount', r.amount, r.program_id)) m (metric, value, subject)"
        " WHERE r.company_id = %s AND m.metric IS NOT NULL AND %s",
        days.day(SQL("r.moment")),
        days.company_id,
        days.holds(SQL("r.moment")),
    )


def select_handed_out(_env, days):
    """Coupons with a customer, on the day they were made."""
    return SQL(
        "SELECT %s, NULL, NULL::int4, NULL::int4, NULL::int4, 'coupons_handed', 1, r.program_id"
        " FROM loyalty_card r JOIN loyalty_program p ON p.id = r.program_id"
        " AND p.program_type = 'coupons' WHERE r.company_id = %s AND %s",
        days.day(SQL("r.create_date")),
        days.company_id,
        days.holds(SQL("r.create_date")),
    )


SOURCES = {
    "coupon_use": Source(
        "coupon_use",
        (
            Watch(
                "kms_coupon_use",
                (
                    "kind",
                    "moment",
                    "coupon_kind",
                    "program_id",
                    "tier_id",
                    "user_id",
                    "company_id",
                    "amount",
                ),
                SQL("r.moment"),
            ),
        ),
        select_uses,
        subjects=True,
    ),
    "coupon_card": Source(
        "coupon_card",
        (Watch("loyalty_card", ("program_id", "company_id"), SQL("r.create_date")),),
        select_handed_out,
        subjects=True,
    ),
}
