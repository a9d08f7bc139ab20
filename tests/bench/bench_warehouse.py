"""The storekeeper's board and the list of preparation orders, with 5 000 of them open.

The reference is core's own list of the delivery notes behind them, opened by the same user in the
same run: its views and its first page.
"""

from statistics import median

from lxml import etree
from psycopg2 import sql

from common import check, run, seconds

ORDERS = 5_000
MADE = 100  # through the models; the others are copies of their rows
STEP = 1_000_000  # between the ids of a row and of its copies
# Table: its columns that point to another of these rows.
COPIED = {
    "sale_order": (),
    "sale_order_line": ("order_id",),
    "kms_preparation_order": ("sale_id",),
    "stock_picking": ("sale_id", "kms_preparation_id"),
    "stock_move": ("picking_id", "sale_line_id"),
}
LOGIN = "bench_warehouse"
LIMIT = 80
TIMES = 9
MANY = {"one2many", "many2many"}
BOARD_QUERIES = 60
# One page more or less must not change how often the database is asked.
LIST_QUERIES = 40


def main(bench):
    with bench.environment(commit=True) as env:
        make_orders(env)
        make_user(env)
        env.cr.execute("ANALYZE")
    with bench.server() as server:
        client = bench.client(server, LOGIN)
        board = client.call("kms.warehouse", "load")
        check(board["counts"]["waiting"] >= ORDERS, "the board counts all that is open")
        check(len(board["columns"]["waiting"]) == 40, "it shows the first forty")
        load, core, orders = side_by_side(
            lambda: client.call("kms.warehouse", "load"),
            lambda: open_list(client, "stock.picking"),
            lambda: open_list(client, "kms.preparation.order"),
        )
    note = "core's delivery notes"
    bench.ratio("board", load, core, at_most=1.3, reference=note)
    bench.ratio("list of preparation orders", orders, core, at_most=1.3, reference=note)
    with bench.environment() as env:
        env = env(user=env["res.users"].search([("login", "=", LOGIN)]).id)
        bench.count("queries of the board", queries(env, env["kms.warehouse"].load), BOARD_QUERIES)
        page = env["kms.preparation.order"]
        spec = specification(page.get_view(view_type="list")["arch"], page.fields_get())
        bench.count(
            "queries of the list",
            queries(env, lambda: page.web_search_read([], spec, limit=LIMIT)),
            LIST_QUERIES,
        )


def side_by_side(*functions):
    """Return the median seconds of each, taken in turns: a busy minute slows all of them."""
    for function in functions:
        function()
    turns = [[seconds(function) for function in functions] for _turn in range(TIMES)]
    return [median(column) for column in zip(*turns, strict=True)]


def make_orders(env):
    """Confirmed sales of one line, each with a preparation order that needs nobody's approval."""
    env = env(context=dict(env.context, tracking_disable=True, mail_create_nosubscribe=True))
    company = env.ref("base.company_kms", raise_if_not_found=False) or env.company
    env = env(context=dict(env.context, allowed_company_ids=company.ids))
    company.kms_approve_normal = False
    product = env["product.product"].create(
        {"name": "Bench panel", "is_storable": True, "list_price": 1000, "taxes_id": False}
    )
    partner = env["res.partner"].create({"name": "Bench customer"})
    sales = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
            }
            for _sale in range(MADE)
        ]
    )
    sales.action_confirm()
    orders = env["kms.preparation.order"].create(
        [sale._prepare_kms_preparation_values() for sale in sales]
    )
    env.flush_all()
    made = (sales, sales.order_line, orders, orders.picking_ids, orders.picking_ids.move_ids)
    for (table, links), records in zip(COPIED.items(), made, strict=True):
        copy_rows(env.cr, table, links, records.ids)
    env.invalidate_all()


def copy_rows(cr, table, links, ids):
    """Confirming 5 000 sales takes minutes, and it is not what is measured."""
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", (table,))
    columns = [name for (name,) in cr.fetchall()]
    step = sql.Literal(STEP)

    def value(name):
        column = sql.Identifier(name)
        if name == "id" or name in links:
            return sql.SQL("{} + {} * copy").format(column, step)
        if name == "name" and table == "stock_picking":
            return sql.SQL("{} || '/' || copy").format(column)
        return column

    cr.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) "
            "SELECT {values} FROM {table}, generate_series(1, %s) AS copy WHERE id = ANY(%s)"
        ).format(
            table=sql.Identifier(table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(map(value, columns)),
        ),
        (ORDERS // MADE - 1, ids),
    )


def make_user(env):
    company = env.ref("base.company_kms", raise_if_not_found=False) or env.company
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Bench storekeeper",
            "login": LOGIN,
            "password": LOGIN,
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [(6, 0, [env.ref("kms_base.role_storekeeper").id])],
        }
    )


def open_list(client, model):
    """What the web client asks for when it opens a list."""
    views = client.call(
        model, "get_views", [[False, "list"], [False, "search"]], options={"toolbar": True}
    )
    info = views["models"][model]["fields"]
    spec = specification(views["views"]["list"]["arch"], info)
    page = client.call(model, "web_search_read", [], spec, limit=LIMIT, count_limit=10_001)
    check(len(page["records"]) == LIMIT, "the first page is full")


def specification(arch, fields):
    """Return what the list's columns ask for, as the web client writes it."""
    names = {node.get("name") for node in etree.fromstring(arch).xpath("//list/field")}
    return {
        name: {"fields": {"display_name": {}}}
        if fields[name]["type"] in MANY | {"many2one"}
        else {}
        for name in names
        if name in fields
    }


def queries(env, function):
    env.invalidate_all()
    before = env.cr.sql_log_count
    function()
    return env.cr.sql_log_count - before


run(main, __file__)
