"""A till of the suite beside core's with ``pos_loyalty``: opening, and selling with points.

Core's database is built in the same run: every module of the suite's database but the suite's own,
the same chart of accounts, and then the same articles, customers, programs and till in both. What
is measured by turns, so that both meet the same machine: all data that a till asks for when it
opens, and an order with its points, by core's two calls.
"""

import contextlib
import gc
import statistics
from datetime import UTC, datetime
from uuid import uuid4

from common import Bench, check, run, seconds
from support.core import plain_odoo

PRODUCTS = 500
CUSTOMERS = 200
TURNS = 25
WARM_UP = 5
PRICE = 10_000
AT_MOST = 1.1


def main(bench):
    with core_environment(bench) as theirs, bench.environment() as ours:
        tills = [Till(ours), Till(theirs)]
        compare(bench, tills, "opening a till", Till.load, "core")
        compare(bench, tills, "an order with points", Till.sell, "core")
        for till in tills:
            check(till.card_points() > 0, "the order won points")
        queries(bench, *tills)


@contextlib.contextmanager
def core_environment(bench):
    with plain_odoo(bench) as name, Bench(bench.name, name).environment() as env:
        yield env


class Till:
    """A new point of sale with its own articles and a cashier, in a transaction that is undone."""

    def __init__(self, env):
        self.admin = env
        self.company = env.company
        if not self.company.chart_template:
            env["account.chart.template"].try_loading("cm", self.company, install_demo=False)
        self.products = self._make_products()
        self.partners = env["res.partner"].create(
            [
                {"name": f"Bench {number}", "phone": f"+23769{number:07}"}
                for number in range(CUSTOMERS)
            ]
        )
        env["loyalty.program"].search([]).active = False
        self.program = self._make_program()
        user = self._make_cashier()
        self.env = env(user=user.id, su=False, context={"lang": "fr_FR"})
        config = env["pos.config"].create(
            {
                "name": "Bench till",
                "payment_method_ids": [(6, 0, self._method().ids)],
                "limit_categories": True,
                "iface_available_categ_ids": [(6, 0, self.products.pos_categ_ids.ids)],
            }
        )
        session = env["pos.session"].create({"config_id": config.id, "user_id": user.id})
        session.set_opening_control(0, "")
        env.flush_all()
        self.session = session.with_env(self.env)

    def _make_products(self):
        category = self.admin["pos.category"].create({"name": "Bench"})
        return self.admin["product.product"].create(
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

    def _make_program(self):
        rule = {"reward_point_amount": 0.001, "reward_point_mode": "money"}
        return self.admin["loyalty.program"].create(
            {
                "name": "Bench",
                "program_type": "loyalty",
                "currency_id": self.company.currency_id.id,
                "trigger": "auto",
                "applies_on": "both",
                "rule_ids": [(5, 0, 0), (0, 0, rule)],
            }
        )

    def _make_cashier(self):
        groups = ["point_of_sale.group_pos_user", "base.group_user"]
        return self.admin["res.users"].create(
            {
                "name": "Bench cashier",
                "login": "bench_cashier",
                "group_ids": [(6, 0, [self.admin.ref(name).id for name in groups])],
            }
        )

    def _method(self):
        journal = self.admin["account.journal"].create(
            {"name": "Bench bank", "type": "bank", "code": "BNCH"}
        )
        return self.admin["pos.payment.method"].create(
            {"name": "Bench card", "journal_id": journal.id}
        )

    def load(self):
        """Everything that a till asks for when it opens."""
        session = self._fresh(self.session)
        return session.load_data([])

    def sell(self):
        """An order of three lines whose customer wins points, in the till's two calls."""
        orders = self._fresh(self.env["pos.order"])
        answer = orders.sync_from_ui([self._order()])
        order = orders.browse(answer["pos.order"][0]["id"])
        card = self.program.coupon_ids.filtered(lambda card: card.partner_id == self.partners[0])
        key = card.id or -1
        claim = {"program_id": self.program.id, "coupon_id": key, "barcode": False}
        claim.update(points=30, partner_id=self.partners[0].id)
        order.confirm_coupon_programs({key: claim})
        self._end()
        return order

    def card_points(self):
        self.admin.invalidate_all()
        return sum(self.program.coupon_ids.mapped("points"))

    def _end(self):
        """As each request ends, save the commit: nothing is kept for the next order."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.postcommit.clear()

    def _fresh(self, records):
        """As each request begins: nothing in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records

    def _order(self):
        lines = [
            {
                "uuid": str(uuid4()),
                "product_id": product.id,
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
        method = self.session.sudo().config_id.payment_method_ids.id
        payment = {"uuid": str(uuid4()), "amount": total, "payment_method_id": method}
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.session.id,
            "user_id": self.env.uid,
            "partner_id": self.partners[0].id,
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
            [_alone(lambda till=till: action(till)) for till in tills]
            for _turn in range(TURNS + WARM_UP)
        ),
        strict=True,
    )
    taken, base = (statistics.median(times[WARM_UP:]) for times in (ours, theirs))
    bench.ratio(label, taken, base, AT_MOST, reference)


def _alone(action):
    """Seconds of an action without the environments of those before, in the same transaction."""
    gc.collect()
    return seconds(action)


def queries(bench, ours, theirs):
    """Report how many queries of an order are the suite's."""
    counts = []
    for till in (ours, theirs):
        start = till.env.cr.sql_log_count
        till.sell()
        counts.append(till.env.cr.sql_log_count - start)
    bench.count("queries of an order beyond core's", counts[0] - counts[1], 60)


run(main, __file__)
