"""Boards over 200 000 leads, 100 000 sales orders and a million tickets of 100 000 customers, three
years of them; with ``KMS_BENCH_GROWTH=5`` over five times that too (half an hour).

What is measured is right: the board's numbers are those of `_read_group`, the facts after random
operations those of a rebuild.
"""

import datetime
import os
import random
from functools import partial
from statistics import median

from common import check, median_seconds, run, seconds
from support.facts import TABLES, differences
from support.leads import add_leads
from support.till import add_tickets

LEADS = int(os.environ.get("KMS_BENCH_LEADS", "200000"))
TICKETS = int(os.environ.get("KMS_BENCH_TICKETS", "1000000"))
GROWTH = int(os.environ.get("KMS_BENCH_GROWTH", "1"))
CUSTOMERS = LEADS // 2
OPERATIONS = 2_000
TIMES = 25
# Each row is a copy of one that Odoo has written, so that whatever a table demands is there.
PEOPLE = """
INSERT INTO res_partner SELECT made.*
  FROM (SELECT n, nextval('res_partner_id_seq') AS id FROM generate_series(1, %(number)s) n) fresh,
       (SELECT * FROM res_partner WHERE id = %(model)s) model,
       jsonb_populate_record(ROW(model.*)::res_partner, jsonb_build_object(
           'id', fresh.id, 'name', 'Bench ' || n, 'complete_name', 'Bench ' || n,
           'commercial_partner_id', fresh.id)) made
"""
MORE_ORDERS = """
INSERT INTO sale_order SELECT made.*
  FROM (SELECT known, nextval('sale_order_id_seq') AS id, date_order,
               row_number() OVER (ORDER BY id) AS n
          FROM sale_order known WHERE name LIKE 'B%%' AND kms_visit_id > 0) fresh,
       jsonb_populate_record(fresh.known, jsonb_build_object(
           'id', fresh.id, 'name', 'C' || n, 'kms_visit_id', NULL, 'opportunity_id', NULL,
           'date_order', fresh.date_order - interval '1 hour' * (n %% 20))) made
 WHERE n <= %(number)s
"""
SPREAD = """
UPDATE sale_order o SET partner_id = p.id,
       validity_date = (o.date_order + interval '30 day')::date,
       warehouse_id = COALESCE(warehouse_id, (SELECT min(id) FROM stock_warehouse))
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_partner WHERE name LIKE 'Bench %%')
       p WHERE p.n = 1 + o.id::int8 * 7919 %% %(number)s AND o.name ~ '^[BC][0-9]'
"""
LINES = """
INSERT INTO sale_order_line SELECT made.*
  FROM (SELECT o.*, nextval('sale_order_line_id_seq') AS line_id FROM sale_order o
         WHERE o.name ~ '^[BC][0-9]' AND o.id > %(after)s) fresh,
       (SELECT * FROM sale_order_line WHERE product_id > 0 AND display_type IS NULL LIMIT 1) model,
       (SELECT array_agg(id) AS ids FROM product_product WHERE active) products,
       jsonb_populate_record(ROW(model.*)::sale_order_line, jsonb_build_object(
           'id', fresh.line_id, 'order_id', fresh.id, 'state', fresh.state, 'product_uom_qty', 1,
           'product_id', products.ids[1 + fresh.id %% array_length(products.ids, 1)],
           'price_unit', fresh.amount_total, 'price_subtotal', fresh.amount_total,
           'price_total', fresh.amount_total, 'kms_margin', fresh.amount_total * 0.4,
           'kms_unit_cost', fresh.amount_total * 0.6, 'currency_id', fresh.currency_id)) made
"""
# what a customer brings back to the till, on another day than the sale
REFUND = """
WITH chosen AS (
    SELECT id FROM pos_order WHERE state = 'done' AND amount_total > 0 AND name LIKE 'Bench %%'
     ORDER BY id OFFSET %(skip)s LIMIT 1
), made AS (
    INSERT INTO pos_order SELECT copy.*
      FROM pos_order sold, jsonb_populate_record(sold, jsonb_build_object(
               'id', nextval('pos_order_id_seq'), 'uuid', 'refund-' || %(number)s,
               'name', 'Refund ' || %(number)s, 'pos_reference', 'Refund ' || %(number)s,
               'date_order', sold.date_order + interval '1 day' * %(later)s,
               'amount_total', -sold.amount_total, 'amount_paid', -sold.amount_total)) copy
     WHERE sold.id IN (SELECT id FROM chosen)
    RETURNING id
)
INSERT INTO pos_order_line SELECT copy.*
  FROM chosen JOIN pos_order_line line ON line.order_id = chosen.id, made,
       jsonb_populate_record(line, jsonb_build_object(
           'id', nextval('pos_order_line_id_seq'), 'order_id', made.id,
           'uuid', 'refund-' || line.id || '-' || %(number)s, 'qty', -line.qty,
           'refunded_orderline_id', line.id, 'price_subtotal', -line.price_subtotal,
           'price_subtotal_incl', -line.price_subtotal_incl,
           'total_cost', -line.total_cost)) copy
"""


def main(bench):
    fill(bench, 1)
    rebuilt, day = measure_refresh(bench)
    bench.ratio("one dirty day refreshed", day, rebuilt, 1 / 50, "rebuild")
    taken = measure_boards(bench)
    compare_with_groups(bench)
    measure_today(bench)
    bench.count(f"differences after {OPERATIONS} operations", operate(bench), 0)
    if GROWTH == 1:
        bench.skip_line("five times the data", "KMS_BENCH_GROWTH=5 measures it")
        return
    fill(bench, GROWTH)
    measure_refresh(bench)
    for label, (grown, base) in measure_boards(bench, judged=False).items():
        before, base_before = taken[label]
        # in empty calls of their own hour: another load is not another size
        grown *= base_before / base
        bench.ratio(f"{label}, {GROWTH} x the data", grown, before, 1.5, "before")


# ------------------------------------------------------------
# DATA
# ------------------------------------------------------------


def fill(bench, times):
    """Have so many times the leads, orders and tickets there."""
    with bench.environment(commit=True) as env:
        leads = env["crm.lead"].with_context(active_test=False)
        missing = LEADS * times - leads.search_count([])
        if missing <= 0:
            return
        engine = env["kms.fact.engine"]
        # what is filled in at once is counted at once, by the rebuild
        engine._kms_drop_functions(engine._kms_installed_triggers())
        add_leads(env, missing)
        if not env["res.partner"].search_count([("name", "=", "Bench 1")]):
            model = env["res.partner"].create({"name": "Bench"})
            env.flush_all()
            env.cr.execute(PEOPLE, {"number": CUSTOMERS, "model": model.id})
        fill_orders(env, LEADS // 2 * times)
        add_tickets(env, TICKETS * times - env["pos.order"].search_count([]))
        for table in ("crm_lead", "sale_order", "sale_order_line", "res_partner"):
            env.cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
        engine._kms_sync_triggers()


def fill_orders(env, wanted):
    """Copy orders up to a number; each of them gets a line and one of the customers."""
    env.cr.execute(
        "SELECT COALESCE(max(order_id), 0) FROM sale_order_line l JOIN sale_order o"
        " ON o.id = l.order_id WHERE o.name ~ '^[BC][0-9]'"
    )
    [after] = env.cr.fetchone()
    missing = wanted - env["sale.order"].search_count([])
    env.cr.execute(MORE_ORDERS, {"number": max(missing, 0)})
    env.cr.execute(SPREAD, {"number": CUSTOMERS})
    env.cr.execute(LINES, {"after": after})
    env.invalidate_all()
    there = env["sale.order"].search_count([])
    check(there >= wanted * 0.95, f"{wanted} orders are there, not {there}")


def measure_refresh(bench):
    """Seconds of a rebuild and of a day of all sources."""
    with bench.environment(commit=True) as env:
        engine, company = env["kms.fact.engine"], env.company
        rebuilt = seconds(lambda: engine._kms_rebuild(company))
        # as the cron begins, every five minutes
        env["kms.fact.stamp"]._kms_gather()
        for table in TABLES:
            env.cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
        dates = [company._kms_today() - datetime.timedelta(days=3)]

        def refresh():
            for source in engine._kms_sources().values():
                engine._kms_refresh(company, source, dates)

        return rebuilt, median_seconds(refresh, 5)


# ------------------------------------------------------------
# READING
# ------------------------------------------------------------


def measure_boards(bench, judged=True):
    """Each board against empty calls that alternate with it: both see the same load.

    :return: seconds of the board and of the empty calls by label
    """
    taken = {}
    with bench.server() as server:
        client = bench.client(server, "direction")
        bench.empty_rpc(client)
        for label, limit, load in readings(client):
            for _ in range(5):
                load()
            pairs = [(seconds(load), seconds(lambda: empty(client))) for _ in range(TIMES)]
            taken[label] = tuple(map(median, zip(*pairs, strict=True)))
            if judged:
                bench.ratio(label, *taken[label], limit, "an empty call")
    return taken


def readings(client):
    """Label, limit and request of each board, as the screen makes it."""
    today = datetime.date.today()  # noqa: DTZ011
    first = today - datetime.timedelta(days=29)
    month = {"kind": "range", "date": str(first), "last": str(today)}
    boards = client.call("kms.board", "load")["boards"]
    for board in boards:
        for days, period, limit in (
            ("30 days", month, 4),
            ("12 months", {"kind": "rolling"}, 10),
        ):
            load = partial(client.call, "kms.board", "load", board["id"], period)
            yield f"{board['name']}, {len(load()['widgets'])} widgets, {days}", limit, load


def empty(client):
    client.call("res.lang", "has_access", [], "read")


def measure_today(bench):
    """The boards of a busy house: everything of today waits to be refreshed."""
    with bench.environment(commit=True) as env:
        for code in env["kms.fact.engine"]._kms_sources():
            env["kms.fact.dirty"]._kms_mark(env.company, code, [env.company._kms_today()])
    with bench.server() as server:
        client = bench.client(server, "direction")
        bench.empty_rpc(client)
        for label, limit, load in readings(client):
            load()
            pairs = [(seconds(load), seconds(lambda: empty(client))) for _ in range(9)]
            taken, base = map(median, zip(*pairs, strict=True))
            bench.ratio(f"{label}, today dirty", taken, base, limit + 8, "an empty call")


def compare_with_groups(bench):
    """The sums of the marketing board over 12 months, by month, and the same by `_read_group`."""
    begin_day(bench)
    with bench.environment() as env:
        user = env["res.users"].search([("login", "=", "direction")])
        env = env(user=user.id, context={"lang": "fr_FR", "tz": "Africa/Douala"})
        board = env.ref("kms_marketing.board_marketing")
        metrics = board.sudo().widget_ids.metric_ids
        metrics = (metrics | metrics.numerator_id | metrics.denominator_id).filtered(
            lambda metric: (
                metric.kind == "additive" and metric.measure_field != "kms_waiting_minutes"
            )
        )
        scope = env["kms.board"]._kms_scope({"kind": "rolling"}, {})
        grouped = {}

        def read_groups():
            env.invalidate_all()
            for metric in metrics:
                grouped[metric.code] = group(metric, scope)

        def load():
            env.invalidate_all()
            return env["kms.board"].load(board.id, {"kind": "rolling"})

        entries = [metric._kms_entry() for metric in metrics]
        read = env["kms.figures"]._kms_read(entries, scope)
        slow, fast = median_seconds(read_groups, 3), median_seconds(load, 9)
        for entry in entries:
            points = [value or 0 for value in read[entry][None].points]
            check(
                all(abs(a - b) < 0.01 for a, b in zip(points, grouped[entry.code], strict=True)),
                f"{entry.code} is what _read_group finds",
            )
        bench.ratio("the whole board of 12 months", fast, slow, 1 / 50, f"{len(metrics)} figures")


def begin_day(bench):
    """A night booked for today is sold since midnight, and no row says so: what the crons do."""
    with bench.environment(commit=True) as env:
        engine = env["kms.fact.engine"]
        engine._cron_hotel_day()
        for company, source, dates in engine._kms_dirty():
            engine._kms_refresh(company, source, dates)


def group(metric, scope):
    """A figure by month, the way of any list that is grouped."""
    period = scope.period
    domain = metric._kms_domain(scope.companies, period.first, period.last)
    Records = metric.env[metric.model].sudo().with_context(active_test=False)
    measure = f"{metric.measure_field}:sum" if metric.measure_field else "__count"
    if "." in metric.date_field:
        # a path cannot be grouped by: one question a month
        return [
            metric.sudo()._kms_measure(metric._kms_domain(scope.companies, first, last))
            for first, last in scope.steps
        ]
    rows = Records._read_group(domain, [f"{metric.date_field}:month"], [measure])
    found = {
        (month.date() if isinstance(month, datetime.datetime) else month): value
        for month, value in rows
    }
    return [found.get(first) or 0 for first, _last in scope.steps]


# ------------------------------------------------------------
# CHANGES
# ------------------------------------------------------------


def operate(bench):
    """Rows by which the facts differ from a rebuild after what people do to documents."""
    dice = random.Random(20_000)
    with bench.environment() as env:
        engine, company = env["kms.fact.engine"], env.company
        for source in engine._kms_sources().values():
            engine._kms_refresh(company, source)
        orders = env["sale.order"].search([("name", "=like", "B%")], limit=1_500)
        leads = env["crm.lead"].with_context(active_test=False, mail_notrack=True)
        leads = leads.search([("name", "=like", "Bench %")], limit=1_500)
        teams = env["crm.team"].search([("kms_channel", "in", ("showroom", "field", "digital"))])
        users = env["res.users"].search([("share", "=", False)])
        for number in range(OPERATIONS):
            change(env, dice, number, orders, leads, teams, users)
        env.flush_all()
        return differences(env, company)


def change(env, dice, number, orders, leads, teams, users):
    order, lead = dice.choice(orders), dice.choice(leads)
    back = datetime.timedelta(days=dice.randrange(700))
    changes = (
        lambda: order.write({"date_order": order.date_order - back}),
        lambda: order.write({"team_id": dice.choice(teams).id}),
        lambda: order.write({"user_id": dice.choice(users).id}),
        lambda: order.order_line.write({"price_unit": dice.randrange(1, 900) * 1000}),
        lambda: order.write({"state": "cancel" if order.state == "sale" else "draft"}),
        # customers merged, as core does it: behind the ORM's back
        lambda: statement(
            env,
            "UPDATE sale_order SET partner_id = %s WHERE partner_id = %s",
            (dice.choice(orders).partner_id.id, order.partner_id.id),
        ),
        lambda: lead.write({"kms_arrival_date": lead.kms_arrival_date - back}),
        lambda: lead.write({"team_id": dice.choice(teams).id}),
        lambda: lead.write({"user_id": dice.choice(users).id}),
        lambda: statement(env, "DELETE FROM sale_order_line WHERE order_id = %s", (order.id,)),
        lambda: lead.write({"kms_orientation": dice.choice(("hotel", "showroom", False))}),
        # of the company of who asks: a lead that changed its team may have lost its own
        lambda: lead.copy({"name": "Bench again", "company_id": lead.partner_id.company_id.id}),
        lambda: credit(env, dice),
        lambda: statement(
            env,
            REFUND,
            {"number": number, "skip": dice.randrange(900), "later": dice.randrange(1, 30)},
        ),
    )
    changes[number % len(changes)]()


def credit(env, dice):
    """A credit note of an invoice, in full, on a day of the last months."""
    invoices = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted")], limit=50, order="id"
    )
    day = env.company._kms_today() - datetime.timedelta(days=dice.randrange(60))
    values = {"date": day, "invoice_date": day}
    dice.choice(invoices)._reverse_moves([values]).action_post()


def statement(env, text, values):
    env.flush_all()
    env.cr.execute(text, values)
    env.invalidate_all()


run(main, __file__)
