"""The lead endpoint: bursts worth 200 requests a second, every lead sent ten times, shuffled.

Senders are threads of this process on the machine of the server, so they take a part of its
processors; each waits for an answer before it sends again. The unit to compare with is an empty
call of a logged-in user over the same server: 200 requests a second on one processor are 5 ms each,
three empty calls where one takes 1.6 ms. The server serves one database and needs no filter to
find it; with a filter, core lists all databases at each request without a session.
"""

import functools
import random
import statistics
import threading
import time

import requests

from common import check, median_seconds, run

SECRET = "the-secret-of-this-benchmark"
CODE = "bench"
LEADS = 200
TIMES = 10
SENDERS = 8
ALONE = 110  # deliveries of one sender
WORKERS = 3
RATE = 200  # requests a second, on a processor whose empty call takes …
EMPTY = 0.0016  # … so many seconds


def main(bench):
    with bench.environment(commit=True) as env:
        source = make_source(env)
    with bench.server([f"--workers={WORKERS}", "--db-filter="]) as server:
        url = f"{server.url}/kms/leads/{CODE}"
        client = bench.client(server, "marketing")
        empty = bench.empty_rpc(client)
        alone = measure_alone(url)
        empty_seconds, empty_waits = send_empty(bench, server)
        seconds, waits = send_all(url)
    with bench.environment(commit=True) as env:
        drain, leads = process(env, source)
    check(leads == LEADS + ALONE, f"{LEADS + ALONE} leads, not {leads}")
    report = functools.partial(bench.ratio, reference="empty call")
    report("a delivery alone", alone, empty, at_most=1 / RATE / EMPTY)
    count = LEADS * TIMES
    label = f"time for {count} deliveries by {SENDERS} senders, {count / seconds:.0f}/s"
    report(label, seconds, empty_seconds, at_most=2)
    report("p95 of them", p95(waits), p95(empty_waits), at_most=2)
    report("making one lead of a delivery", drain / leads, empty, at_most=10)
    bench.count("leads lost or doubled", abs(leads - LEADS - ALONE), at_most=0)


def p95(waits):
    return statistics.quantiles(waits, n=20)[-1]


def make_source(env):
    return (
        env["kms.lead.source"]
        .create(
            {
                "name": "Bench",
                "code": CODE,
                "secret": SECRET,
                "mapping_id": env.ref("kms_marketing.kms_lead_mapping_plain").id,
            }
        )
        .id
    )


def lead(number):
    return {
        "id": f"b{number}",
        "name": f"Prospect {number}",
        "phone": f"+2376774{number:05d}",
        "email": f"prospect{number}@example.com",
        "campaign": f"Bench {number % 5}",
        "source": "Facebook",
        "message": "Une cuisine de trois metres, avec four et plaque.",
    }


def at_once(parts, send):
    """Call ``send(session, item)`` for each item of each part, one thread a part.

    :return: seconds in all, and seconds of each call
    """
    waits = []

    def sender(part):
        with requests.Session() as session:
            for item in part:
                start = time.perf_counter()
                send(session, item)
                waits.append(time.perf_counter() - start)

    threads = [threading.Thread(target=sender, args=(part,)) for part in parts]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start, waits


def send_all(url):
    wave = [lead(number) for number in range(LEADS)] * TIMES
    random.Random(7).shuffle(wave)

    def send(session, body):
        answer = session.post(url, json=body, headers={"X-KMS-Secret": SECRET}, timeout=60)
        check(answer.status_code == 202, f"accepted, not {answer.status_code}: {answer.text[:200]}")

    at_once([wave[:SENDERS]] * SENDERS, send)  # each worker has loaded its registry
    seconds, waits = at_once([wave[number::SENDERS] for number in range(SENDERS)], send)
    check(len(waits) == len(wave), "every delivery has its answer")
    return seconds, waits


def measure_alone(url):
    """Median seconds of a new delivery while nobody else sends."""
    with requests.Session() as session:
        session.headers["X-KMS-Secret"] = SECRET
        numbers = iter(range(10_000, 10_000 + ALONE))
        return median_seconds(
            lambda: session.post(url, json=lead(next(numbers)), timeout=60), ALONE - 10, warmup=10
        )


def send_empty(bench, server):
    """As many empty calls at once as there will be deliveries."""
    clients = [bench.client(server, "marketing") for _sender in range(SENDERS)]
    calls = LEADS * TIMES // SENDERS
    return at_once([[client] * calls for client in clients], call_empty)


def call_empty(_session, client):
    client.call("res.lang", "has_access", [], "read")


def process(env, source_id):
    """Seconds to make leads of all that waits, and how many there are."""
    start = time.perf_counter()
    deliveries = env["kms.lead.delivery"].search(
        [("source_id", "=", source_id), ("state", "=", "pending")], order="id"
    )
    for first in range(0, len(deliveries), 100):
        deliveries[first : first + 100]._process()
    env.flush_all()
    seconds = time.perf_counter() - start
    return seconds, env["crm.lead"].search_count([("kms_lead_source_id", "=", source_id)])


run(main, __file__)
