"""Customers of each tier, as the runs of the loyalty analysis found them. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch


def select_changes(_env, days):
    """How many customers more or fewer a tier has than after the run before."""
    return SQL(
        "SELECT r.date, NULL, NULL::int4, NULL::int4, NULL::int4, 'loyalty_customers',"
        " l.after - COALESCE((SELECT e.after FROM kms_loyalty_run_line e"
        " JOIN kms_loyalty_run q ON q.id = e.run_id WHERE q.company_id = r.company_id"
        " AND q.kind <> 'dry' AND q.id < r.id AND e.tier_id = l.tier_id"
        " ORDER BY q.id DESC LIMIT 1), 0), l.tier_id"
        " FROM kms_loyalty_run r JOIN kms_loyalty_run_line l ON l.run_id = r.id"
        " WHERE r.company_id = %s AND r.kind <> 'dry' AND l.tier_id IS NOT NULL AND %s",
        days.company_id,
        days.holds_date(SQL("r.date")),
    )


SOURCES = {
    "loyalty_tier": Source(
        "loyalty_tier",
        (
            Watch("kms_loyalty_run", ("date", "kind"), SQL("r.date"), is_date=True),
            Watch(
                "kms_loyalty_run_line",
                ("after", "tier_id", "run_id"),
                SQL("o.date"),
                company=SQL("o.company_id"),
                join=SQL("JOIN kms_loyalty_run o ON o.id = r.run_id"),
                is_date=True,
            ),
        ),
        select_changes,
        subjects=True,
    )
}
