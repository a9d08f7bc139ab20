"""Where the sales figures of the channels come from (domain.md, «KPIs»). No environment."""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

# A visitor of the showroom counts on the day they came, any other prospect on the day they were
# written down: what sales targets count too.
ARRIVAL = SQL("CASE WHEN r.kms_channel = 'showroom' THEN r.kms_arrival_date ELSE r.create_date END")
# in the currency of the company
AMOUNT = SQL("r.amount_total / COALESCE(NULLIF(r.currency_rate, 0), 1)")


def _per_channel(channels, code, value):
    """Rows of ``(metric, value)``: the figure of the house and that of the row's channel."""
    return SQL(
        "SELECT %s, %s UNION ALL SELECT r.kms_channel || %s, %s WHERE r.kms_channel = ANY(%s)",
        code,
        value,
        f"_{code}",
        value,
        list(channels),
    )


CHANNELS = ("showroom", "field", "digital")


def select_prospects(_env, days):
    """Visitors at the door, prospects in the field, digital leads."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, r.campaign_id,"
        " CASE r.kms_channel WHEN 'showroom' THEN 'showroom_visitors'"
        " WHEN 'field' THEN 'field_prospects' WHEN 'digital' THEN 'digital_leads' END, 1"
        " FROM crm_lead r WHERE (r.company_id = %s OR r.company_id IS NULL)"
        # each side finds its own index
        " AND ((r.kms_channel = 'showroom' AND %s) OR (r.kms_channel = ANY(%s) AND %s))",
        days.day(ARRIVAL),
        days.company_id,
        days.holds(SQL("r.kms_arrival_date")),
        ["field", "digital"],
        days.holds(SQL("r.create_date")),
    )


def select_quotes(_env, days):
    """Quotations made, whatever became of them."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, r.campaign_id, m.metric, m.value"
        " FROM sale_order r, LATERAL (%s) m (metric, value) WHERE r.company_id = %s AND %s",
        days.day(SQL("r.create_date")),
        _per_channel(CHANNELS, "quotes", SQL("1")),
        days.company_id,
        days.holds(SQL("r.create_date")),
    )


def select_sales(_env, days):
    """Confirmed orders by the day of their confirmation, and their amount with taxes."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, NULL::int4, r.campaign_id, m.metric, m.value"
        " FROM sale_order r, LATERAL (%s UNION ALL %s UNION ALL"
        " SELECT 'campaign_revenue', %s WHERE r.campaign_id IS NOT NULL) m (metric, value)"
        " WHERE r.company_id = %s AND r.state = 'sale' AND %s",
        days.day(SQL("r.date_order")),
        _per_channel(CHANNELS, "sales", SQL("1")),
        _per_channel(CHANNELS, "revenue", AMOUNT),
        AMOUNT,
        days.company_id,
        days.holds(SQL("r.date_order")),
    )


def select_customers(_env, months):
    """Customers by the months in which they bought."""
    return SQL(
        "SELECT date_trunc('month', %s)::date, r.kms_channel, 'customers', p.commercial_partner_id"
        " FROM sale_order r JOIN res_partner p ON p.id = r.partner_id"
        " WHERE r.company_id = %s AND r.state = 'sale' AND %s",
        months.day(SQL("r.date_order")),
        months.company_id,
        months.holds(SQL("r.date_order")),
    )


def select_lines(_env, days):
    """Lines of confirmed orders by product family: with taxes, without, and their margin."""
    return SQL(
        "SELECT %s, r.kms_channel, r.user_id, t.categ_id, r.campaign_id, m.metric,"
        " m.value / COALESCE(NULLIF(r.currency_rate, 0), 1)"
        " FROM sale_order r JOIN sale_order_line l ON l.order_id = r.id AND l.display_type IS NULL"
        " LEFT JOIN product_product p ON p.id = l.product_id"
        " LEFT JOIN product_template t ON t.id = p.product_tmpl_id,"
        " LATERAL (VALUES ('family_revenue', l.price_total), ('net_revenue', l.price_subtotal),"
        " ('margin', l.kms_margin)) m (metric, value)"
        " WHERE r.company_id = %s AND r.state = 'sale' AND %s",
        days.day(SQL("r.date_order")),
        days.company_id,
        days.holds(SQL("r.date_order")),
    )


def select_invoiced(_env, days):
    """Posted customer invoices less credit notes, with taxes, in the company's currency."""
    return SQL(
        "SELECT r.date, r.kms_channel, r.invoice_user_id, NULL::int4, r.campaign_id, 'invoiced',"
        " r.amount_total_signed FROM account_move r WHERE r.company_id = %s"
        " AND r.state = 'posted' AND %s"
        " AND r.move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
        days.company_id,
        days.holds_date(SQL("r.date")),
    )


def select_booked(_env, days):
    """What the journal items of the same invoices say: their receivable side."""
    return SQL(
        "SELECT l.date, 'invoiced', SUM(l.balance) FROM account_move_line l"
        " JOIN account_move r ON r.id = l.move_id WHERE l.company_id = %s"
        " AND l.parent_state = 'posted' AND l.display_type = 'payment_term' AND %s"
        " AND r.move_type IN ('out_invoice', 'out_refund', 'out_receipt') GROUP BY 1",
        days.company_id,
        days.holds_date(SQL("l.date")),
    )


def select_field(_env, days):
    """Visits in the field, on the day they took place."""
    return SQL(
        "SELECT %s, 'field', r.user_id, NULL::int4, NULL::int4, 'field_visits', 1"
        " FROM kms_field_visit r WHERE r.company_id = %s AND %s",
        days.day(SQL("r.visit_date")),
        days.company_id,
        days.holds(SQL("r.visit_date")),
    )


ORDER = ("company_id", "kms_channel", "user_id", "campaign_id", "state", "currency_rate")
LINE_JOIN = SQL("JOIN sale_order o ON o.id = r.order_id")

SOURCES = {
    source.code: source
    for source in (
        Source(
            "prospect",
            (
                Watch(
                    "crm_lead",
                    (*ORDER[:4], "kms_arrival_date", "create_date"),
                    ARRIVAL,
                ),
            ),
            select_prospects,
        ),
        Source(
            "quote",
            (Watch("sale_order", (*ORDER[:4], "create_date"), SQL("r.create_date")),),
            select_quotes,
        ),
        Source(
            "sale",
            (
                Watch(
                    "sale_order",
                    (*ORDER, "date_order", "amount_total", "partner_id"),
                    SQL("r.date_order"),
                ),
                Watch(
                    "res_partner",
                    ("commercial_partner_id",),
                    SQL("o.date_order"),
                    company=SQL("o.company_id"),
                    join=SQL("JOIN sale_order o ON o.partner_id = r.id AND o.state = 'sale'"),
                ),
            ),
            select_sales,
            members=select_customers,
        ),
        Source(
            "sale_line",
            (
                Watch("sale_order", (*ORDER, "date_order"), SQL("r.date_order")),
                Watch(
                    "sale_order_line",
                    (
                        "order_id",
                        "price_total",
                        "price_subtotal",
                        "kms_margin",
                        "product_id",
                        "display_type",
                    ),
                    SQL("o.date_order"),
                    company=SQL("o.company_id"),
                    join=LINE_JOIN,
                ),
                Watch(
                    "product_template",
                    ("categ_id",),
                    SQL("o.date_order"),
                    company=SQL("o.company_id"),
                    join=SQL(
                        "JOIN product_product p ON p.product_tmpl_id = r.id"
                        " JOIN sale_order_line l ON l.product_id = p.id"
                        " JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'"
                    ),
                ),
            ),
            select_lines,
        ),
        Source(
            "invoice",
            (
                Watch(
                    "account_move",
                    (
                        "company_id",
                        "kms_channel",
                        "invoice_user_id",
                        "campaign_id",
                        "state",
                        "date",
                        "move_type",
                        "amount_total_signed",
                    ),
                    SQL("r.date"),
                    is_date=True,
                ),
            ),
            select_invoiced,
            ledger=select_booked,
        ),
        Source(
            "field_visit",
            (
                Watch(
                    "kms_field_visit", ("company_id", "user_id", "visit_date"), SQL("r.visit_date")
                ),
            ),
            select_field,
        ),
    )
}
