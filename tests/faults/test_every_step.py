"""Each step that moves goods, money, rooms or promises, with each fault in its middle.

Afterwards all of the step is there or nothing, a next attempt brings it to its end, and what must
be true of the whole database is true (``tools/kms/invariants.py``).
"""

import itertools
import signal
import time

import psutil
import pytest
import requests

from support import database
from support.client import Client, ServerError
from support.clock import Clock
from support.deeds import Deeds
from support.invariants import check, check_facts
from support.killer import Killer
from support.postgres import Cluster
from support.project import setting
from support.proxy import Line
from support.server import OdooServer
from support.thorough import times

ROUNDS = times(20, 1)
HOUR = 3600


@pytest.fixture(scope="module")
def clock():
    with Clock() as mine:
        yield mine


@pytest.fixture(scope="module")
def cluster(clock):
    """A PostgreSQL that may be stopped."""
    with Cluster("faults", clock.environment) as running:
        yield running.make()


@pytest.fixture(scope="module")
def server(cluster, clock):
    """Two workers: those who answer can be killed and are replaced at once."""
    name = f"{setting('KMS_DEMO_TEMPLATE')}_every_step"
    try:
        cluster.bring(setting("KMS_DEMO_TEMPLATE"), name)
        options = [*cluster.options(), "--workers=2"]
        with OdooServer(name, options, clock.environment) as running:
            yield running
            running.kill()  # nothing is left to be finished
    finally:
        database.forget_files(name)


@pytest.fixture(scope="module")
def sql(cluster, server):
    return lambda statement, values=(): cluster.execute(statement, values, server.database)


@pytest.fixture(scope="module")
def wire(server):
    with Line(server.port) as running:
        yield running


@pytest.fixture(scope="module")
def client(server, wire):
    """In the place of the shared fixture: over a line that can be cut."""
    sessions = {}

    def log_in(login, fresh=False):
        if fresh or login not in sessions:
            sessions[login] = Client(wire.url, server.database, login)
        return sessions[login]

    return log_in


@pytest.fixture(scope="module")
def deeds(client, sql):
    return Deeds(client, sql)


@pytest.fixture
def faults(server, cluster, wire, sql, clock):
    """Name → what happens."""
    jumps = itertools.cycle((HOUR, -HOUR))

    def cut_database():
        sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        )

    def crash_database():
        cluster.stop(signal.SIGQUIT)
        cluster.start()

    yield {
        "killed": None,
        "database cut": cut_database,
        "database crashed": crash_database,
        "network cut": wire.cut,
        "clock set": lambda: clock.set(next(jumps)),
    }
    _put_right(clock, server)


@pytest.mark.parametrize(
    "name", ["killed", "database cut", "database crashed", "network cut", "clock set"]
)
def test_whole_or_not_at_all(server, sql, clock, deeds, faults, name, record_property):
    killer = Killer(server, sql, faults[name])
    for _round in range(ROUNDS):
        for deed in deeds.every():
            try:
                killer.step(deed.call, deed.traces, deed.values)
            except AssertionError as error:
                raise AssertionError(f"{name} in the middle of {deed.name}: {error}") from error
        _put_right(clock, server)
    record_property("steps", killer.kills)
    record_property("undone and done again", killer.cut)
    check(sql)


def test_the_clock_can_be_set(server, client, sql, clock):
    """The fault above is one: both the database and Odoo live by the test's clock."""
    admin = client("admin")
    clock.set(-HOUR)
    try:
        [message] = admin.call("res.partner", "message_post", [1], body="Early")
        [moments] = sql(
            "SELECT extract(epoch FROM clock_timestamp()),"
            " extract(epoch FROM date AT TIME ZONE 'UTC') FROM mail_message WHERE id = %s",
            (message,),
        )
    finally:
        _put_right(clock, server)
    assert all(abs(float(moment) + HOUR - time.time()) < 60 for moment in moments), moments


def test_a_full_disk(server, cluster, sql, deeds, record_property):
    """PostgreSQL may write nothing more: it stops, nothing is lost, and with room it goes on."""
    ready = deeds.every()[: times(7, 3)]
    sql("CHECKPOINT")
    refused = 0
    try:
        cluster.fill_disk()
        for deed in ready:
            try:
                deed.call()
            except (ServerError, requests.RequestException):
                refused += 1
    finally:
        cluster.stop(signal.SIGQUIT)
        cluster.start()
    assert refused == len(ready), "somebody wrote on a full disk"
    for deed in ready:
        _finish(server, sql, deed)
    record_property("refused", refused)
    check(sql)


def test_a_full_disk_for_the_files(server, sql, client, deeds):
    """Who adds a file reads a sentence; nothing in the database speaks of a file that is not."""
    admin = client("admin")
    count = "SELECT count(*) FROM ir_attachment"
    before = sql(count)
    _limit(server.process.pid, 0)
    try:
        with pytest.raises((ServerError, requests.HTTPError)):
            admin.create("ir.attachment", name="full", raw="ZnVsbA==" * 1000)
        assert sql(count) == before
    finally:
        _limit(server.process.pid, None)
    admin.create("ir.attachment", name="room", raw="cm9vbQ==" * 1000)
    for kind in ("confirm", "sell"):
        _finish(server, sql, getattr(deeds, kind)())


def test_the_figures_are_those_of_the_documents(client, sql):
    check_facts(client("admin"), sql)


def _finish(server, sql, deed):
    """Have a step done, by as many calls as that takes."""
    deadline = time.monotonic() + 60
    words = ""
    while True:
        [row] = sql(deed.traces, deed.values)
        assert len(set(map(bool, row))) == 1, f"half of {deed.name} is there: {row}"
        if row[0]:
            return
        assert time.monotonic() < deadline, f"{deed.name} never came to its end: {words}"
        server.keep()
        try:
            deed.call()
        except (ServerError, requests.RequestException) as error:
            words = str(error)
            time.sleep(0.2)


def _put_right(clock, server):
    """Set the clock back to the machine's, if it is not, and have workers that live by it: those
    for whom an hour has passed since they last spoke are taken for hung and killed, some seconds
    later."""
    if clock.offset:
        clock.set(0)
        server.kill()
        server.start()


def _limit(pid, size):
    """Let a process, and those it has started or will start, write no file beyond ``size``: see
    ``Cluster.fill_disk``.

    :param size: bytes; None for as much as they like
    """
    unlimited = psutil.RLIM_INFINITY
    main = psutil.Process(pid)
    for process in (main, *main.children(recursive=True)):
        process.rlimit(psutil.RLIMIT_FSIZE, (unlimited if size is None else size, unlimited))
