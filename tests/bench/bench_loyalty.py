"""Loyalty scores of a million customers, and of CDNOW's real ones.

The unit is the bare SELECT of the scores: what the database needs to read all purchases and rate
every customer, without writing anything. Core's way, a loop over customers, is sampled.
"""

import os
import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from common import check, run, seconds

CUSTOMERS = int(os.environ.get("KMS_BENCH_CUSTOMERS", "1000000"))
ORDERS_EACH = 5
DAYS = 1095  # of trade; runs read all of it
NIGHTS = 3
TODAY = CUSTOMERS * ORDERS_EACH // DAYS  # orders of a day after the full run
RETURNS = TODAY // 50
SAMPLE = 500
LAST = date(2026, 11, 20)
CDNOW_LAST = date(1998, 6, 30)
# CDNOW's customers, several times over: a table of 70 000 rows measures little but the overhead.
COPIES, STEP = 10, 24_000
FIND = """
import importlib.util, sys
place = importlib.util.find_spec("lifetimes").submodule_search_locations[0]
sys.stdout.write(place + "/datasets/CDNOW_master.txt")
"""


class Clock:
    """The companies' today, set by the benchmark."""

    day = LAST


def main(bench):
    with bench.environment(commit=True) as env:
        env.registry["res.company"]._kms_today = lambda company: Clock.day
        ready(env)
    python = os.environ.get("KMS_BENCH_PYTHON")
    if python:
        measure_real(bench, python)
    else:
        bench.skip_line("CDNOW's purchases", "the wheel Lifetimes is not installed")
    few = measure_full(bench, CUSTOMERS // 10, sampled=False)
    many = measure_full(bench, CUSTOMERS, sampled=True)
    label = f"full run of {CUSTOMERS // 10} -> {CUSTOMERS} customers"
    bench.ratio(label, many, few, 12, f"{CUSTOMERS // 10} customers")


# ------------------------------------------------------------
# Made-up customers
# ------------------------------------------------------------


def ready(env):
    """Take what slows an INSERT of millions of rows off this clone; runs only read these tables."""
    env.cr.execute(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE contype = 'f' AND conrelid IN ('pos_order'::regclass, 'res_partner'::regclass)
        """
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    env.cr.execute("ALTER TABLE pos_order DISABLE TRIGGER USER")


def new_company(env, name):
    company = env["res.company"].create({"name": name})
    company.kms_timezone = "Africa/Douala"
    return company


def make_customers(env, count):
    """:return: id of the first of them; the others follow"""
    env.cr.execute(
        "SELECT setval('res_partner_id_seq', nextval('res_partner_id_seq') + %s)", [count]
    )
    first = env.cr.fetchone()[0] - count + 1
    # what other addons want of each partner is taken from one that the ORM made
    model = env["res.partner"].create({"name": "Bench"})
    env.flush_all()
    own = {"id", "name", "complete_name", "commercial_partner_id", "active"}
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'res_partner' AND is_nullable = 'NO'"
    )
    others = sorted({name for (name,) in env.cr.fetchall()} - own)
    copied = "".join(f', "{name}"' for name in others)
    env.cr.execute(
        f"""
        INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, active{copied})
        SELECT n, 'Bench ' || n, 'Bench ' || n, n, TRUE{copied}
          FROM res_partner, generate_series(%s, %s) AS n WHERE id = %s
        """,  # noqa: S608
        [first, first + count - 1, model.id],
    )
    return first


def make_orders(env, company, first, customers, count, days, age=0):
    """Paid orders, as they came, of random customers: some buy often, most rarely."""
    env.cr.execute("SELECT setseed(0.5)")
    env.cr.execute(
        """
        INSERT INTO pos_order (name, company_id, partner_id, date_order, state, amount_total,
                               amount_tax, amount_paid, amount_return, currency_rate)
        SELECT 'B', %(company)s, %(first)s + floor(power(random(), 1.6) * %(customers)s)::int,
               %(end)s::timestamp
               - (%(age)s + (1 - n::float / %(count)s) * %(days)s) * interval '1 day',
               CASE WHEN random() < 0.9 THEN 'done' ELSE 'paid' END,
               round((power(random(), 3) * 200000 + 500)::numeric), 0, 0, 0, 1
          FROM generate_series(1, %(count)s) AS n
        """,
        {
            "company": company.id,
            "first": first,
            "customers": customers,
            "end": datetime.combine(Clock.day, datetime.max.time()).replace(hour=22),
            "age": age,
            "days": days,
            "count": count,
        },
    )


def make_returns(env, company, count):
    """Orders that take back a line of an older one; both with their lines."""
    env.cr.execute("SET LOCAL enable_nestloop = off")
    env.cr.execute(
        """
        WITH sold AS (
            SELECT id, partner_id, amount_total, date_order FROM pos_order
             WHERE company_id = %(company)s AND amount_total > 0 AND id %% 37 = 0 LIMIT %(count)s
        ), line AS (
            INSERT INTO pos_order_line (order_id, company_id, product_id, name, uuid, qty,
                                        price_unit, price_subtotal, price_subtotal_incl)
            SELECT id, %(company)s, %(product)s, 'B', gen_random_uuid(), 1, amount_total,
                   amount_total, amount_total
              FROM sold RETURNING id, order_id, price_subtotal_incl
        ), back AS (
            INSERT INTO pos_order (name, company_id, partner_id, date_order, state, amount_total,
                                   amount_tax, amount_paid, amount_return, currency_rate, nb_print)
            SELECT 'R', %(company)s, sold.partner_id, %(now)s, 'paid', -sold.amount_total, 0, 0, 0,
                   1, line.id
              FROM sold JOIN line ON line.order_id = sold.id
            RETURNING id, nb_print AS line_id, amount_total
        )
        INSERT INTO pos_order_line (order_id, company_id, product_id, name, uuid, qty, price_unit,
                                    price_subtotal, price_subtotal_incl, refunded_orderline_id)
        SELECT id, %(company)s, %(product)s, 'B', gen_random_uuid(), -1, -amount_total,
               amount_total, amount_total, line_id
          FROM back
        """,
        {
            "company": company.id,
            "count": count,
            "now": datetime.combine(Clock.day, datetime.min.time()).replace(hour=9),
            "product": env["product.product"].search([], limit=1).id,
        },
    )


def without_indexes(env, table, work):
    """Do ``work()`` while a table has no index but its key."""
    env.cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)",
        [table, table],
    )
    indexes = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(f'DROP INDEX "{name}"')
    work()
    for _name, definition in indexes:
        env.cr.execute(definition)


def tidy(bench, *tables):
    """Do what the autovacuum does between the filling of a table and the next night."""
    with bench.environment(commit=True) as env:
        env.cr.commit()
        env.cr._cnx.autocommit = True
        for table in tables:
            env.cr.execute(f'VACUUM ANALYZE "{table}"')
        env.cr._cnx.autocommit = False


def measure_full(bench, customers, sampled):
    orders = customers * ORDERS_EACH
    Clock.day = LAST
    with bench.environment(commit=True) as env:
        company = new_company(env, f"Bench {customers}")
        first = make_customers(env, customers)
        without_indexes(
            env, "pos_order", lambda: make_orders(env, company, first, customers, orders, DAYS)
        )
        make_returns(env, company, orders // 50)
    tidy(bench, "pos_order", "pos_order_line", "res_partner")
    label = f"{customers} customers, {orders} orders of {DAYS} days"
    select = median(sorted(select_seconds(bench, company.id) for _place in range(3)))
    took, analysis, growth = run_seconds(bench, company.id, "full")
    check(analysis["written"] > 0.9 * customers * 0.6, "nearly every customer is rated")
    bench.ratio(f"first full run, {label}", took, select, 3, "bare SELECT")
    bench.count(f"MB of Python memory, {label}", growth, 30)
    if not sampled:
        return took
    measure_loop(bench, company.id, took, analysis["analysed"])
    again, analysis, _growth = run_seconds(bench, company.id, "full")
    bench.ratio("full run when nothing changed", again, select, 3, "bare SELECT")
    bench.count("rows written when nothing changed", analysis["written"] + analysis["moves"], 0)
    tidy(bench, "kms_loyalty_score", "kms_loyalty_move")
    measure_days(bench, company.id, first, customers)
    return took


def measure_days(bench, company_id, first, customers):
    """Days go by: their sales, returns and repairs, then the run at night."""
    with bench.environment(commit=True) as env:
        env.cr.execute("ALTER TABLE pos_order ENABLE TRIGGER USER")
    nights, different, again, growth = [], 0, 0, 0
    for place in range(1, NIGHTS + 1):
        Clock.day = LAST + timedelta(days=place)
        trade(bench, company_id, first, customers)
        select = select_seconds(bench, company_id)
        took, day, more = run_seconds(bench, company_id, "increment")
        # the machine may be busier at one moment than at another: the unit is taken on both sides
        select = (select + select_seconds(bench, company_id)) / 2
        nights.append((took / select, took, select, day))
        growth = max(growth, more)
        different += run_seconds(bench, company_id, "full")[1]["written"]
        second = run_seconds(bench, company_id, "increment")[1]
        again += second["written"] + second["moves"]
    _ratio, took, select, day = median(sorted(nights, key=lambda night: night[0]))
    label = f"daily run, {day['analysed']} customers rated, {day['written']} written"
    bench.ratio(f"{label} (median of {NIGHTS})", took, select, 0.35, "bare SELECT")
    bench.count("MB of Python memory, daily run", growth, 30)
    bench.count("scores in which daily runs differ from full ones", different, 0)
    bench.count("rows written by second daily runs", again, 0)


def trade(bench, company_id, first, customers):
    with bench.environment(commit=True) as env:
        company = env["res.company"].browse(company_id)
        make_orders(env, company, first, customers, TODAY, 0.5)
        make_returns(env, company, RETURNS)
        env.cr.execute(
            "UPDATE pos_order SET amount_total = amount_total + 1000"
            " WHERE company_id = %s AND id %% 4999 = 0 AND amount_total > 0",
            [company_id],
        )


def select_seconds(bench, company_id):
    with bench.environment() as env:
        from odoo.tools import SQL

        from odoo.addons.kms_loyalty.models.kms_loyalty_run_analysis import WORK_MEMORY
        from odoo.addons.kms_loyalty.purchases.scores import rated

        terms = env["kms.loyalty.run"]._kms_terms(env["res.company"].browse(company_id))
        env.cr.execute(SQL("SET LOCAL work_mem = %s", WORK_MEMORY))
        query = SQL("WITH %s SELECT COUNT(*), SUM(score), SUM(target_id) FROM rated", rated(terms))
        return seconds(lambda: env.cr.execute(query))


def run_seconds(bench, company_id, kind):
    """:return: seconds, counts of the run, growth of memory in MB"""
    with bench.environment(commit=True) as env:
        company = env["res.company"].browse(company_id)
        company.kms_timezone  # noqa: B018 -- in the cache before the clock starts
        forget_peak()
        before = peak()
        runs = []

        def work():
            runs.append(env["kms.loyalty.run"]._kms_analyse(company, kind))
            env.cr.commit()

        took = seconds(work)
        counts = {
            "written": runs[0].written,
            "analysed": runs[0].analysed,
            "moves": runs[0].promotions + runs[0].demotions,
        }
        return took, counts, peak() - before


def forget_peak():
    """Have the kernel measure this process's highest memory from here on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak():
    """The most memory since :func:`forget_peak`, in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def measure_loop(bench, company_id, took, customers):
    """Core's way: search each customer's orders, count in Python, write."""
    with bench.environment() as env:
        from odoo.addons.kms_loyalty.rating.rule import rate

        grid = env["kms.loyalty.run"]._kms_terms(env["res.company"].browse(company_id)).grid
        scores = env["kms.loyalty.score"].search(
            [("company_id", "=", company_id)], order="id", limit=SAMPLE
        )
        partners = scores.partner_id.ids
        wrong = []

        def loop():
            for partner in env["res.partner"].browse(partners):
                orders = env["pos.order"].search(
                    [
                        ("partner_id", "=", partner.id),
                        ("company_id", "=", company_id),
                        ("state", "in", ["paid", "done"]),
                    ]
                )
                bought = [
                    (
                        (order.date_order + timedelta(hours=1)).date(),
                        net(order),
                    )
                    for order in orders
                    if not order.lines.refunded_orderline_id
                ]
                rating = rate(bought, Clock.day, grid)
                score = env["kms.loyalty.score"].search([("partner_id", "=", partner.id)])
                if abs(score.score - float(rating.score)) > 0.001:
                    wrong.append(partner.id)
                score.write({"score": float(rating.score), "tier_id": rating.tier})
                env.flush_all()

        each = seconds(loop) / len(partners)
        check(not wrong, f"the loop and the run agree on {SAMPLE} customers: {wrong[:5]}")
    bench.ratio(
        f"full run beside a loop over customers ({SAMPLE} timed)",
        took,
        each * customers,
        1 / 200,
        "the loop over all",
    )


def net(order):
    back = sum(order.lines.refund_orderline_ids.mapped("price_subtotal_incl"))
    return Decimal(str(order.amount_total)) + Decimal(str(back))


def median(values):
    return values[len(values) // 2]


# ------------------------------------------------------------
# CDNOW
# ------------------------------------------------------------


def measure_real(bench, python):
    path = subprocess.run([python, "-c", FIND], capture_output=True, text=True, check=True).stdout
    with open(path, encoding="utf-8") as file:
        rows = [line.split() for line in file if line.strip()][1:]
    bought = {}
    for customer, day, _disks, dollars in rows:
        moment = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC).date()
        # a dollar of 1998 as 1 000 F, so that the limits of the amount matter
        bought.setdefault(int(customer), []).append((moment, Decimal(dollars) * 1000))
    with bench.environment(commit=True) as env:
        company = new_company(env, "Bench CDNOW")
        first = make_customers(env, COPIES * STEP)
        insert_real(env, company, first, bought)
    tidy(bench, "pos_order", "res_partner")
    wrong, checked, full, daily = 0, 0, [], []
    days = [date(1997, 7, 1), *(CDNOW_LAST - timedelta(days=back) for back in range(9, -1, -1))]
    for place, day in enumerate(days):
        Clock.day = day
        kind = "full" if place < 2 else "increment"
        select = select_seconds(bench, company.id)
        took = run_seconds(bench, company.id, kind)[0]
        (full if place < 2 else daily).append((took, select))
        tidy(bench, "kms_loyalty_score")
        found, bad = check_real(bench, company.id, first, bought)
        checked, wrong = checked + found, wrong + bad
    label = f"{COPIES} times {len(rows)} purchases of {len(bought)} customers"
    bench.ratio(f"CDNOW, first full run, {label}", *full[0], 3, "bare SELECT")
    bench.ratio("CDNOW, full run a year later", *full[1], 3, "bare SELECT")
    took, select = median(sorted(daily, key=lambda night: night[0] / night[1]))
    label = f"CDNOW, daily run (median of {len(daily)})"
    bench.ratio(label, took, select, 0.35, "bare SELECT")
    bench.count(f"CDNOW, wrong among {checked} scores checked", wrong, 0)


def insert_real(env, company, first, bought):
    from psycopg2.extras import execute_values

    rows = [
        (
            "B",
            company.id,
            first + copy * STEP + customer,
            f"{day} 12:00",
            "done",
            amount,
            0,
            0,
            0,
            1,
        )
        for copy in range(COPIES)
        for customer, purchases in bought.items()
        for day, amount in purchases
    ]
    # as they came
    rows.sort(key=lambda row: row[3])
    execute_values(
        env.cr._cnx.cursor(),
        "INSERT INTO pos_order (name, company_id, partner_id, date_order, state, amount_total,"
        " amount_tax, amount_paid, amount_return, currency_rate) VALUES %s",
        rows,
        page_size=5000,
    )


def check_real(bench, company_id, first, bought):
    """:return: scores checked against plain Python, and how many of them are wrong"""
    with bench.environment() as env:
        from odoo.addons.kms_loyalty.rating.rule import rate

        grid = env["kms.loyalty.run"]._kms_terms(env["res.company"].browse(company_id)).grid
        env.cr.execute(
            "SELECT partner_id, frequency, regularity, recency, amount, tier_id, purchases, spent,"
            " periods, last_purchase FROM kms_loyalty_score WHERE company_id = %s",
            [company_id],
        )
        stored = {partner_id: rest for partner_id, *rest in env.cr.fetchall()}
        wrong = 0
        known = [
            customer
            for customer, purchases in bought.items()
            if any(day <= Clock.day for day, _amount in purchases)
        ]
        for customer in known:
            rating = rate(bought[customer], Clock.day, grid)
            expected = [
                # the cursor reads numbers of the database as floats
                *map(float, (rating.frequency, rating.regularity, rating.recency, rating.amount)),
                rating.tier,
                rating.purchases,
                float(rating.spent),
                rating.periods,
                rating.last_purchase,
            ]
            for copy in range(COPIES):
                wrong += stored.pop(first + copy * STEP + customer, None) != expected
        return COPIES * len(known), wrong + len(stored)


if __name__ == "__main__":
    run(main, __file__)
