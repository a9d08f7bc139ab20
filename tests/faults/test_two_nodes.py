"""Two nodes, sessions in PostgreSQL, a replica: one node dies, the replica stops, work goes on.

People read, quote, sell and look at their board through the repository's own nginx. A broken line
is tried again, as the web client and the tills do; nothing else may be seen, and nothing is done
twice.
"""

import statistics
import threading
import time
import uuid

import pytest

from support.invariants import check
from support.nodes import House, Worker
from support.pos import line, make_product, open_tills
from support.project import setting
from support.thorough import times

# the certificate is the one that the installation makes
pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS")
PHASE = times(20, 3)  # seconds of work between two events
CUTS = times(20, 2)
PROBES = times(300, 40)
PRICE = 5000


@pytest.fixture(scope="module")
def house():
    with House(f"{setting('KMS_DEMO_TEMPLATE')}_nodes") as running:
        yield running


@pytest.fixture(scope="module")
def client(house):
    """In the place of the shared fixture: through nginx."""
    sessions = {}

    def log_in(login, fresh=False):
        if fresh or login not in sessions:
            sessions[login] = house.client(login)
        return sessions[login]

    return log_in


def test_one_session_for_both_nodes(house, client):
    admin = client("admin")
    for node in house.nodes:
        answer = admin.session.get(
            f"{node.url}/web/health", cookies={"session_id": admin.session_id}, timeout=60
        )
        assert answer.status_code == 200
        info = admin.session.post(
            f"{node.url}/web/session/get_session_info",
            json={"jsonrpc": "2.0", "method": "call", "params": {}},
            cookies={"session_id": admin.session_id},
            timeout=60,
        ).json()
        assert info["result"]["uid"] == admin.uid
    stored = house.primary.execute(
        "SELECT count(*) FROM http_sessions WHERE sid = %s",
        (admin.session_id,),
        "kms_sessions",
    )
    assert stored == [(1,)]
    # the house's own database, which is backed up, says nothing about who is signed in
    assert house.sql("SELECT to_regclass('http_sessions')") == [(None,)]


def test_a_file_of_one_node_is_read_by_the_other(house, client):
    admin = client("admin")
    made = admin.create("ir.attachment", name="shared", raw="c2hhcmVk")
    time.sleep(1)
    for node in house.nodes:
        answer = admin.session.get(
            f"{node.url}/web/content/{made}",
            cookies={"session_id": admin.session_id},
            timeout=60,
        )
        assert answer.status_code == 200
        assert answer.content


def test_what_one_has_written_one_reads(house, client, record_property):
    """A list that is read at once may be late by what the replica needs to follow."""
    clerk = client("accueil")
    late = []
    for number in range(PROBES):
        partner = clerk.create("res.partner", name=f"Replica {number}")
        start = time.monotonic()
        while not clerk.call("res.partner", "search", [["id", "=", partner]]):
            assert time.monotonic() - start < 10, "the replica does not follow"
        late.append(time.monotonic() - start)
    record_property("median of seconds until a list shows it", statistics.median(late))
    record_property("longest", max(late))


class Work:
    """What people do, and how often they have done it."""

    def __init__(self, house, client):
        self.house = house
        chief = client("admin")
        self.product = make_product(chief, PRICE, "Node panel")
        self.partner = chief.create("res.partner", name="M. Noeud")
        self.tills = open_tills(client, "caisse", 2)
        self.quotations, self.tickets = [], []

    def read(self, worker):
        worker.insist(
            lambda: worker.client.call(
                "sale.order",
                "web_search_read",
                [],
                {"name": {}, "amount_total": {}, "partner_id": {"fields": {"display_name": {}}}},
                limit=40,
            )
        )

    def board(self, worker):
        worker.insist(lambda: worker.client.call("kms.board", "load"))

    def quote(self, worker):
        """Without an id of the client's own: whoever lost the line looks before doing it again."""
        reference = str(uuid.uuid4())
        values = {
            "partner_id": self.partner,
            "client_order_ref": reference,
            "order_line": [(0, 0, {"product_id": self.product, "product_uom_qty": 1})],
        }
        worker.insist(
            lambda: worker.client.create("sale.order", **values),
            lambda: worker.client.call(
                "sale.order", "search_count", [["client_order_ref", "=", reference]]
            ),
        )
        self.quotations.append(reference)

    def sell(self, worker):
        """With an id: sent as often as it takes."""
        order = worker.till.order([line(self.product, PRICE)], self.partner)
        worker.insist(lambda: worker.till.send(order))
        self.tickets.append(order["uuid"])


def test_a_node_dies_and_the_replica_stops_while_people_work(house, client, record_property):
    work, over = Work(house, client), threading.Event()
    workers = [
        Worker(client("showroom", fresh=True), work.read, over),
        Worker(client("marketing", fresh=True), work.read, over),
        Worker(client("direction", fresh=True), work.board, over),
        Worker(client("showroom", fresh=True), work.quote, over),
        Worker(client("marketing", fresh=True), work.quote, over),
    ]
    for till in work.tills:
        workers.append(Worker(till.client, work.sell, over))
        workers[-1].till = till
    first, second = house.nodes
    read_before = reads(house)
    for worker in workers:
        worker.start()
    events = (
        lambda: None,
        first.kill,
        first.start,
        *(house.cut_replica,) * CUTS,
        house.stop_replica,
        house.replica.start,
        second.kill,
        second.start,
    )
    try:
        for event in events:
            event()
            done = sum(worker.done for worker in workers)
            time.sleep(PHASE)
            assert sum(worker.done for worker in workers) > done, "nobody could work"
    finally:
        over.set()
        for worker in workers:
            worker.join(90)
    tell(workers, record_property)
    errors = [error for worker in workers for error in worker.errors]
    assert not errors, "\n".join(errors)
    readers = workers[:3]
    assert not [retry for reader in readers for retry in reader.retries], "nginx asks the other one"
    assert reads(house) > read_before, "the replica answered nothing"
    nothing_twice(house, work)


def nothing_twice(house, work):
    stored = house.sql(
        "SELECT client_order_ref, count(*) FROM sale_order WHERE client_order_ref = ANY(%s)"
        " GROUP BY 1",
        (work.quotations,),
    )
    assert sorted(name for name, _count in stored) == sorted(work.quotations)
    assert {count for _name, count in stored} == {1}
    tickets = house.sql(
        "SELECT count(*), count(DISTINCT uuid) FROM pos_order WHERE uuid = ANY(%s)",
        (work.tickets,),
    )
    assert tickets == [(len(work.tickets), len(work.tickets))]
    check(house.sql)
    deadline = time.monotonic() + 30
    while house.behind():
        assert time.monotonic() < deadline, "the replica does not catch up"
        time.sleep(0.1)
    count = "SELECT count(*), sum(amount_total) FROM sale_order"
    assert house.sql(count, cluster=house.replica) == house.sql(count)


def reads(house):
    """Rows that the replica has read for its clients, since it was started."""
    [(rows,)] = house.sql(
        "SELECT tup_fetched FROM pg_stat_database WHERE datname = current_database()",
        cluster=house.replica,
    )
    return rows


def tell(workers, record_property):
    """For the report: what each did, and what it took."""
    for number, worker in enumerate(workers):
        record_property(
            f"{number} {worker.client.login} {worker.work.__name__}",
            f"{worker.done} done, median {statistics.median(worker.seconds):.2f} s, slowest"
            f" {max(worker.seconds):.1f} s, {len(worker.retries)} tried again",
        )
