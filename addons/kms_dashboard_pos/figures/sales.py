"""What the house has sold: confirmed orders and what the tills sold beside them. No environment.

An order that is settled at a till is one sale: it counts as the order, on the day it was
confirmed, and the till's lines for it do not count. What a till gives back counts against its
revenue, whatever it was sold with.
"""

from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

PAID = SQL("r.state IN ('paid', 'done')")
# what core itself makes of the sign of a line, whichever way the order was written
SIGN = SQL("SIGN(l.qty) * SIGN(l.price_unit)")
# The till's own line: it gives something back, or settles no order that counts by itself.
OWN = SQL(
    "(l.refunded_orderline_id IS NOT NULL OR l.sale_order_origin_id IS NULL OR NOT EXISTS ("
    "SELECT FROM sale_order s WHERE s.id = l.sale_order_origin_id AND s.state = 'sale'))"
)
COLUMNS = SQL("x.id, x.product_id, x.categ_id, x.price_total, x.price_subtotal, x.margin")


def select_orders(condition):
    """Lines of confirmed orders; what rounding adds to them is a line without a product, in the
    family of the order's largest line.

    :param SQL condition: on ``r``, a ``sale_order``
    :rtype: SQL
    """
    return SQL(
        "SELECT %s, r.date_order AS date, r.company_id, r.kms_channel, r.user_id, r.campaign_id,"
        " r.partner_id, r.id AS sale_id, NULL::int4 AS pos_order_id,"
        " COALESCE(NULLIF(r.currency_rate, 0), 1) AS rate"
        " FROM sale_order r, LATERAL ("
        "SELECT 4 * l.id::int8 AS id, l.product_id, t.categ_id, l.price_total, l.price_subtotal,"
        " l.kms_margin AS margin"
        " FROM sale_order_line l LEFT JOIN product_product p ON p.id = l.product_id"
        " LEFT JOIN product_template t ON t.id = p.product_tmpl_id"
        " WHERE l.order_id = r.id AND l.display_type IS NULL"
        " UNION ALL SELECT 4 * r.id::int8 + 1, NULL,"
        " (array_agg(t.categ_id ORDER BY l.price_total DESC NULLS LAST))[1],"
        " r.amount_total - COALESCE(SUM(l.price_total), 0),"
        " r.amount_untaxed - COALESCE(SUM(l.price_subtotal), 0), 0"
        " FROM sale_order_line l LEFT JOIN product_product p ON p.id = l.product_id"
        " LEFT JOIN product_template t ON t.id = p.product_tmpl_id"
        " WHERE l.order_id = r.id AND l.display_type IS NULL"
        " HAVING r.amount_total <> COALESCE(SUM(l.price_total), 0)"
        ") x WHERE r.state = 'sale' AND %s",
        COLUMNS,
        condition,
    )


def select_tills(condition):
    """Lines of paid orders of the tills that settle no order of the house; the rest as above.

    :param SQL condition: on ``r``, a ``pos_order``
    :rtype: SQL
    """
    return SQL(
        "SELECT %(columns)s, r.date_order AS date, r.company_id, r.kms_channel, r.user_id,"
        " NULL::int4 AS campaign_id, r.partner_id, NULL::int4 AS sale_id, r.id AS pos_order_id,"
        " COALESCE(NULLIF(r.currency_rate, 0), 1) AS rate"
        " FROM pos_order r, LATERAL ("
        "SELECT 4 * l.id::int8 + 2 AS id, l.product_id, t.categ_id,"
        " %(sign)s * ABS(l.price_subtotal_incl) AS price_total,"
        " %(sign)s * ABS(l.price_subtotal) AS price_subtotal,"
        # a cost that is not known before the session closes is no margin yet
        " CASE WHEN l.is_total_cost_computed"
        " THEN %(sign)s * ABS(l.price_subtotal) - l.total_cost ELSE 0 END AS margin"
        " FROM pos_order_line l JOIN product_product p ON p.id = l.product_id"
        " JOIN product_template t ON t.id = p.product_tmpl_id"
        " WHERE l.order_id = r.id AND %(own)s"
        " UNION ALL SELECT 4 * r.id::int8 + 3, NULL,"
        " (array_agg(t.categ_id ORDER BY ABS(l.price_subtotal_incl) DESC))[1],"
        " r.amount_total - SUM(%(sign)s * ABS(l.price_subtotal_incl)), 0, 0"
        " FROM pos_order_line l JOIN product_product p ON p.id = l.product_id"
        " JOIN product_template t ON t.id = p.product_tmpl_id WHERE l.order_id = r.id"
        " HAVING bool_and(%(own)s)"
        " AND r.amount_total <> SUM(%(sign)s * ABS(l.price_subtotal_incl))"
        ") x WHERE %(paid)s AND %(condition)s",
        columns=COLUMNS,
        sign=SIGN,
        own=OWN,
        paid=PAID,
        condition=condition,
    )


def select_sales(_env, days):
    """Both, by product family: with taxes, without, and their margin; the tills' share apart, by
    product."""
    condition = SQL("r.company_id = %s AND %s", days.company_id, days.holds(SQL("r.date_order")))
    return SQL(
        "SELECT %s, u.kms_channel, u.user_id, u.categ_id, u.campaign_id, m.metric,"
        " m.value / u.rate, CASE m.metric WHEN 'till_revenue' THEN u.product_id END"
        " FROM (%s UNION ALL %s) u, LATERAL ("
        "VALUES ('house_revenue', u.price_total), ('house_net_revenue', u.price_subtotal),"
        " ('house_margin', u.margin),"
        " (CASE WHEN u.pos_order_id IS NOT NULL THEN 'till_revenue' END, u.price_total)"
        ") m (metric, value) WHERE m.metric IS NOT NULL",
        days.day(SQL("u.date")),
        select_orders(condition),
        select_tills(condition),
    )


ORDER = ("company_id", "kms_channel", "user_id", "currency_rate", "state", "date_order")
TILL_LINES = SQL("JOIN pos_order o ON o.id = r.order_id")
SALE_LINES = SQL("JOIN sale_order o ON o.id = r.order_id")
MOMENT = SQL("o.date_order")
COMPANY = SQL("o.company_id")

SOURCES = {
    "house_sale": Source(
        "house_sale",
        (
            Watch(
                "sale_order",
                (*ORDER, "campaign_id", "amount_total", "amount_untaxed"),
                SQL("r.date_order"),
            ),
            Watch(
                "sale_order_line",
                (
                    "order_id",
                    "product_id",
                    "display_type",
                    "price_total",
                    "price_subtotal",
                    "kms_margin",
                ),
                MOMENT,
                company=COMPANY,
                join=SALE_LINES,
            ),
            # an order that is given up counts no more: what a till took for it does
            Watch(
                "sale_order",
                ("state",),
                MOMENT,
                company=COMPANY,
                join=SQL(
                    "JOIN pos_order_line l ON l.sale_order_origin_id = r.id"
                    " JOIN pos_order o ON o.id = l.order_id"
                ),
            ),
            Watch("pos_order", (*ORDER, "amount_total"), SQL("r.date_order")),
            Watch(
                "pos_order_line",
                (
                    "order_id",
                    "product_id",
                    "qty",
                    "price_unit",
                    "price_subtotal",
                    "price_subtotal_incl",
                    "total_cost",
                    "is_total_cost_computed",
                    "sale_order_origin_id",
                    "refunded_orderline_id",
                ),
                MOMENT,
                company=COMPANY,
                join=TILL_LINES,
            ),
            Watch(
                "product_template",
                ("categ_id",),
                MOMENT,
                company=COMPANY,
                join=SQL(
                    "JOIN product_product p ON p.product_tmpl_id = r.id JOIN ("
                    "SELECT l.product_id, s.date_order, s.company_id FROM sale_order_line l"
                    " JOIN sale_order s ON s.id = l.order_id AND s.state = 'sale'"
                    " UNION ALL SELECT l.product_id, t.date_order, t.company_id"
                    " FROM pos_order_line l JOIN pos_order t ON t.id = l.order_id"
                    ") o ON o.product_id = p.id"
                ),
            ),
        ),
        select_sales,
        subjects=True,
    )
}
