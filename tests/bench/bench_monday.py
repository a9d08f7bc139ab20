"""A Monday of the whole house on one server with workers: 10 tills that take an order a second
together, 20 salespeople who write visitors down, quote and sell, 10 call agents, boards that
refresh.

A minute of it; with ``KMS_THOROUGH=1`` ten. Each person waits for the answer and then for the next
customer, as people do. ``KMS_BENCH_ORDERS`` is another number of orders a second. At the end of the
day the tills are closed, and the books have to be right.
"""

import itertools
import os
import random
import statistics
import threading
import time
import uuid
from collections import defaultdict

from common import check, run
from support.facts import differences
from support.pos import Till, line
from support.thorough import times

LENGTH = int(os.environ.get("KMS_BENCH_SECONDS", times(600, 60)))
ORDERS = float(os.environ.get("KMS_BENCH_ORDERS", "1"))  # a second, by all tills
CREW = {"cashier": 10, "showroom": 20, "call_agent": 10, "management": 2, "marketing": 1}
# seconds between two of the things that one person does
PACE = {
    "cashier": CREW["cashier"] / ORDERS,
    "showroom": 15,  # a visitor is written down, quoted, found in the lists and sold to in a minute
    "call_agent": 15,
    "management": 15,
    "marketing": 15,
}
WORKERS = ["--workers=6", "--max-cron-threads=1", "--db_maxconn=16"]
CUSTOMERS, PEOPLE = 200, 1_000
PRICE = 10_000
UNBALANCED = """
SELECT count(*) FROM (
    SELECT move_id FROM account_move_line WHERE parent_state = 'posted'
     GROUP BY move_id HAVING abs(sum(balance)) > 0.005) wrong
"""
UNEQUAL_POINTS = """
SELECT count(*) FROM loyalty_card card
  JOIN (SELECT card_id, sum(points) AS points FROM kms_points_entry GROUP BY card_id) ledger
    ON ledger.card_id = card.id
 WHERE abs(card.points - ledger.points) > 0.005
"""


def main(bench):
    with bench.environment(commit=True) as env:
        house = House(env)
    with bench.server(WORKERS) as server:
        day = Day(house, lambda login: bench.client(server, login))
        day.run()
        close_tills(bench, server, house)
    report(bench, day)
    judge(bench, day)


# ------------------------------------------------------------
# THE HOUSE
# ------------------------------------------------------------


class House:
    """The people, the tills, the customers and the calls of the day: ids, for other threads."""

    def __init__(self, env):
        company = env.ref("base.company_kms", raise_if_not_found=False) or env.company
        env = env(context={**env.context, "allowed_company_ids": company.ids})
        self.company = company.id
        self.crew = {role: self._hire(env, role, number) for role, number in CREW.items()}
        self.products = self._make_products(env)
        self.customers = (
            env["res.partner"]
            .create([{"name": f"Monday {n}", "phone": f"+23765{n:07}"} for n in range(CUSTOMERS)])
            .ids
        )
        self.tills = [self._open_till(env, n) for n in range(CREW["cashier"])]
        self.campaign, self.outcome = self._make_campaign(env)

    def _hire(self, env, role, number):
        names = [f"monday_{role}_{n}" for n in range(number)]
        groups = [(6, 0, env.ref(f"kms_base.role_{role}").ids)]
        common = {"company_id": self.company, "company_ids": [(6, 0, [self.company])]}
        people = [
            {"name": name, "login": name, "password": name, "group_ids": groups, **common}
            for name in names
        ]
        env["res.users"].with_context(no_reset_password=True).create(people)
        return names

    def _make_products(self, env):
        values = {"type": "consu", "available_in_pos": True, "taxes_id": [(5, 0, 0)]}
        return (
            env["product.product"]
            .create([{**values, "name": f"Monday {n}", "list_price": PRICE} for n in range(20)])
            .ids
        )

    def _open_till(self, env, number):
        if not number:
            journal = env["account.journal"].create(
                {"name": "Monday bank", "type": "bank", "code": "MOND"}
            )
            self.method = (
                env["pos.payment.method"]
                .create({"name": "Monday card", "journal_id": journal.id})
                .id
            )
        config = env["pos.config"].create(
            {"name": f"Monday till {number}", "payment_method_ids": [(6, 0, [self.method])]}
        )
        cashier = env["res.users"].search([("login", "=", self.crew["cashier"][number])])
        session = env["pos.session"].create({"config_id": config.id, "user_id": cashier.id})
        session.set_opening_control(0, "")
        return config.id, session.id

    def _make_campaign(self, env):
        campaign = env["kms.call.campaign"].create(
            {"name": "Monday", "script": "Bonjour [Nom].", "date_from": False}
        )
        campaign.action_start()
        leads = env["crm.lead"].create(
            [
                {"name": f"Monday {n}", "contact_name": f"M {n}", "phone": f"+23766{n:07}"}
                for n in range(PEOPLE)
            ]
        )
        wizard = env["kms.call.add"].create(
            {"campaign_id": campaign.id, "lead_domain": str([("id", "in", leads.ids)])}
        )
        wizard.action_add()
        outcome = env["kms.call.outcome"].search([("kind", "=", "not_interested")], limit=1)
        return campaign.id, outcome.id


# ------------------------------------------------------------
# THE DAY
# ------------------------------------------------------------


class Day:
    """Everybody at work at once, each in a thread of their own."""

    def __init__(self, house, log_in):
        self.house = house
        self.taken = defaultdict(list)  # what was done -> seconds of each time
        self.errors = []
        self.sold = []  # uuid of every order that a till has sent
        self.people = []
        for role, names in house.crew.items():
            for number, name in enumerate(names):
                self.people.append((role, number, log_in(name)))

    def run(self):
        self.end = time.monotonic() + LENGTH
        threads = [threading.Thread(target=self._work, args=person) for person in self.people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, role, number, client):
        """Do one thing after the other until the day is over, at the pace of the role."""
        dice = random.Random(f"{role} {number}")
        pace = PACE[role]
        turn = getattr(self, f"_{role}")(number, client, dice)
        planned = time.monotonic() + dice.uniform(0, pace)
        while planned < self.end:
            time.sleep(max(0, planned - time.monotonic()))
            try:
                next(turn)
            except Exception as error:  # noqa: BLE001 whatever a person is shown counts
                self.errors.append(f"{role}: {error!r}")
                turn = getattr(self, f"_{role}")(number, client, dice)
            planned += pace

    def _timed(self, label, function, *args, **kwargs):
        start = time.monotonic()
        answer = function(*args, **kwargs)
        self.taken[label].append(time.monotonic() - start)
        return answer

    def _cashier(self, number, client, dice):
        till = Till(client, *self.house.tills[number], self.house.method)
        while True:
            chosen = dice.sample(self.house.products, dice.randint(1, 4))
            order = till.order(
                [line(product, PRICE) for product in chosen], dice.choice(self.house.customers)
            )
            self._timed("an order's synchronisation", till.send, order)
            self.sold.append(order["uuid"])
            yield

    def _showroom(self, number, client, dice):
        """A visitor written down, quoted, looked for in the list, sold to."""
        for visitor in itertools.count():
            values = {
                "uuid": uuid.uuid4().hex,
                "name": f"Visiteur {number} {visitor}",
                "phone": f"69{number:02}{visitor:05}",
                "product_id": dice.choice(self.house.products),
                "user_id": client.uid,
            }
            answer = self._timed(
                "a visitor", client.call, "kms.reception", "register_visit", values
            )
            yield
            action = self._timed(
                "a quotation",
                client.call,
                "crm.lead",
                "action_kms_convert_to_quotation",
                [answer["id"]],
            )
            order = action["res_id"]
            lines = [(0, 0, {"product_id": dice.choice(self.house.products), "price_unit": PRICE})]
            client.call("sale.order", "write", [order], {"order_line": lines})
            yield
            self._lists(client)
            yield
            self._timed("a sale", client.call, "sale.order", "action_confirm", [order])
            yield

    def _lists(self, client):
        for model in ("crm.lead", "sale.order"):
            self._timed(
                "a list",
                client.call,
                model,
                "web_search_read",
                [("user_id", "=", client.uid)],
                {"display_name": {}, "partner_id": {"fields": {"display_name": {}}}},
                limit=80,
            )

    def _call_agent(self, _number, client, _dice):
        hand = client.call("kms.call.session", "open_campaign", self.house.campaign)["cards"]
        while True:
            values = {
                "uuid": uuid.uuid4().hex,
                "campaign_id": self.house.campaign,
                "prospect_id": hand.pop(0)["id"],
                "outcome_id": self.house.outcome,
                "duration": 28,
                "note": "",
            }
            answer = self._timed(
                "a call and the next card", client.call, "kms.call.session", "validate", values
            )
            check(not answer["said"], f"the call was taken: {answer['said']}")
            hand.extend(answer["cards"])
            yield

    def _management(self, _number, client, _dice):
        while True:
            self._timed("a board", client.call, "kms.board", "load")
            yield

    _marketing = _management


# ------------------------------------------------------------
# AFTERWARDS
# ------------------------------------------------------------


def close_tills(bench, server, house):
    chief = bench.client(server, "admin", "admin")
    context = {"allowed_company_ids": [house.company]}
    for _config, session in house.tills:
        chief.call("pos.session", "action_pos_session_closing_control", [session], context=context)


def report(bench, day):
    for error in sorted(set(day.errors))[:5]:
        print(error)  # noqa: T201 the log of the benchmark
    bench.count("errors that people were shown", len(day.errors), 0)
    sold = day.taken.pop("an order's synchronisation")
    middle = round(statistics.median(sold) * 1000)
    bench.count(
        f"ms of an order's synchronisation, p95 of {len(sold)} (half in {middle})",
        _late(sold),
        1000,
    )
    done = sorted(day.taken.items())
    for label, taken in done:
        middle = round(statistics.median(taken) * 1000)
        bench.skip_line(
            f"{label}, {len(taken)} times: half in {middle} ms, p95 {_late(taken)}", "no limit"
        )
    planned = ORDERS * LENGTH
    bench.count("orders fewer than planned, %", round(100 * (1 - len(sold) / planned)), 5)


def _late(taken):
    """Return the 95th percentile in milliseconds."""
    return round(statistics.quantiles(taken, n=20)[-1] * 1000)


def judge(bench, day):
    """What was sold is there once, and the books, the points and the figures say so."""
    with bench.environment() as env:
        orders = env["pos.order"].search([("uuid", "in", day.sold)])
        check(len(orders) == len(day.sold) == len(set(day.sold)), "each order is stored once")
        sessions = orders.session_id
        check(set(sessions.mapped("state")) == {"closed"}, "the tills are closed")
        booked = sum(sessions.move_id.line_ids.filtered("debit").mapped("debit"))
        check(booked >= sum(orders.mapped("amount_total")), "what was sold is in the books")
        for label, query in (
            ("entries out of balance", UNBALANCED),
            ("cards whose points are not their ledger's", UNEQUAL_POINTS),
        ):
            env.cr.execute(query)
            bench.count(label, env.cr.fetchone()[0], 0)
        companies = env["res.company"].search([])
        bench.count("figures that a rebuild changes", differences(env, companies), 0)


run(main, __file__)
