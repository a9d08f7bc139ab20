"""Where the figure of money received comes from. No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch


def select_payments(_env, days):
    """Payments of customers less what they were paid back, in the company's currency."""
    return SQL(
        "SELECT r.date, NULL, NULL::int4, NULL::int4, NULL::int4, 'cash_in',"
        " r.amount_company_currency_signed FROM account_payment r WHERE r.company_id = %s"
        " AND r.partner_type = 'customer' AND r.state IN ('in_process', 'paid') AND %s",
        days.company_id,
        days.holds_date(SQL("r.date")),
    )


SOURCES = {
    "payment": Source(
        "payment",
        (
            Watch(
                "account_payment",
                ("company_id", "date", "state", "partner_type", "amount_company_currency_signed"),
                SQL("r.date"),
                is_date=True,
            ),
        ),
        select_payments,
    )
}
