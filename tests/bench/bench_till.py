"""A till of the suite beside core's with ``pos_loyalty``: opening, and selling with points.

Core's database is built in the same run: every module of the suite's database but the suite's own.
The other is a copy of it with the suite and without its story, so that both tills load as much: the
same chart of accounts, and then the same articles, customers, programs and till. What is measured
by turns, so that both meet the same machine: all data that a till asks for when it opens, and an
order with its points, by core's two calls.
"""

import contextlib
import statistics
from datetime import UTC, datetime
from uuid import uuid4

from common import Bench, check, run, seconds
from support.core import plain_odoo, suite_upon

PRODUCTS = 500
CUSTOMERS = 200
TURNS = 25
WARM_UP = 5
PRICE = 10_000
AT_MOST = 1.1


def main(bench):
    with plain_odoo(bench) as plain, suite_upon(bench, plain) as suite:
        tills = [Till(Bench(bench.name, name)) for name in (suite, plain)]
        compare(bench, tills, "opening a till", Till.load, "core")
        compare(bench, tills, "an order with points", Till.sell, "core")
        for till in tills:
            check(till.points() == 30 * (TURNS + WARM_UP), "each order won its points, once")
        ours, theirs = (till.queries() for till in tills)
        bench.count("queries of an order beyond core's", ours - theirs, 60)


class Till:
    """A new point of sale with its own articles, customer and cashier; what it calls is saved."""

    def __init__(self, bench):
        self.bench = bench
        self.card = -1
        with bench.environment(commit=True) as env:
            if not env.company.chart_template:
                env["account.chart.template"].try_loading("cm", env.company, install_demo=False)
            env["loyalty.program"].search([]).active = False
            self.cashier = self._make_cashier(env).id
            self.method = self._make_method(env).id
            self.products = self._make_products(env)
            self.customer = self._make_customers(env)[0].id
            self.program = self._make_program(env).id
            self.session = self._open_session(env).id

    def _make_cashier(self, env):
        groups = ["point_of_sale.group_pos_user", "base.group_user"]
        return env["res.users"].create(
            {
                "name": "Bench cashier",
                "login": "bench_cashier",
                "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
            }
        )

    def _make_method(self, env):
        journal = env["account.journal"].create(
            {"name": "Bench bank", "type": "bank", "code": "BNCH"}
        )
        return env["pos.payment.method"].create({"name": "Bench card", "journal_id": journal.id})

    def _make_products(self, env):
        category = env["pos.category"].create({"name": "Bench"})
        return (
            env["product.product"]
            .create(
                [
                    {
                        "name": f"Bench {number}",
                        "type": "consu",
                        "available_in_pos": True,
                        "list_price": PRICE,
                        "taxes_id": [(5, 0, 0)],
                        "pos_categ_ids": [(6, 0, category.ids)],
                    }
                    for number in range(PRODUCTS)
                ]
            )
            .ids
        )

    def _make_customers(self, env):
        return env["res.partner"].create(
            [
                {"name": f"Bench {number}", "phone": f"+23769{number:07}"}
                for number in range(CUSTOMERS)
            ]
        )

    def _make_program(self, env):
        """Points to win, and a discount to spend them on: its article is loaded too."""
        rule = {"reward_point_amount": 0.001, "reward_point_mode": "money"}
        reward = {"reward_type": "discount", "discount": 5, "required_points": 1_000_000}
        return env["loyalty.program"].create(
            {
                "name": "Bench",
                "program_type": "loyalty",
                "currency_id": env.company.currency_id.id,
                "trigger": "auto",
                "applies_on": "both",
                "rule_ids": [(5, 0, 0), (0, 0, rule)],
                "reward_ids": [(5, 0, 0), (0, 0, reward)],
            }
        )

    def _open_session(self, env):
        categories = env["product.product"].browse(self.products).pos_categ_ids
        config = env["pos.config"].create(
            {
                "name": "Bench till",
                "payment_method_ids": [(6, 0, [self.method])],
                "limit_categories": True,
                "iface_available_categ_ids": [(6, 0, categories.ids)],
            }
        )
        session = env["pos.session"].create({"config_id": config.id, "user_id": self.cashier})
        session.set_opening_control(0, "")
        return session

    @contextlib.contextmanager
    def call(self, model, ids=()):
        """Give records as a request of the cashier has them: nothing in memory, saved after."""
        with self.bench.environment(commit=True) as env:
            yield env(user=self.cashier, su=False)[model].browse(ids)

    def load(self):
        """Everything that a till asks for when it opens."""
        with self.call("pos.session", self.session) as session:
            return session.load_data([])

    def sell(self):
        """An order of three lines whose customer wins points, in the till's two calls."""
        with self.call("pos.order") as orders:
            order = orders.sync_from_ui([self._order()])["pos.order"][0]["id"]
        claim = {"program_id": self.program, "coupon_id": self.card, "barcode": False}
        claim.update(points=30, partner_id=self.customer)
        with self.call("pos.order", order) as sold:
            answer = sold.confirm_coupon_programs({self.card: claim})
        for update in answer["coupon_updates"]:
            self.card = update["id"]
        return order

    def points(self):
        """Points of the customer."""
        with self.bench.environment() as env:
            return env["loyalty.card"].browse(self.card).points

    def queries(self):
        """How many statements an order takes."""
        from odoo import sql_db  # known once the server is set up

        before = sql_db.sql_counter
        self.sell()
        return sql_db.sql_counter - before

    def _order(self):
        lines = [
            {
                "uuid": str(uuid4()),
                "product_id": product,
                "qty": 1,
                "price_unit": PRICE,
                "price_subtotal": PRICE,
                "price_subtotal_incl": PRICE,
                "tax_ids": [],
            }
            for product in self.products[:3]
        ]
        total = PRICE * len(lines)
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        payment = {"uuid": str(uuid4()), "amount": total, "payment_method_id": self.method}
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.session,
            "user_id": self.cashier,
            "partner_id": self.customer,
            "date_order": now,
            "lines": [(0, 0, line) for line in lines],
            "payment_ids": [(0, 0, {**payment, "name": now})],
            "amount_total": total,
            "amount_paid": total,
            "amount_tax": 0,
            "amount_return": 0,
            "to_invoice": False,
        }


def compare(bench, tills, label, action, reference):
    """Report the suite's median against core's."""
    ours, theirs = zip(
        *(
            [seconds(lambda till=till: action(till)) for till in tills]
            for _turn in range(TURNS + WARM_UP)
        ),
        strict=True,
    )
    taken, base = (statistics.median(times[WARM_UP:]) for times in (ours, theirs))
    bench.ratio(label, taken, base, AT_MOST, reference)


run(main, __file__)
