"""The lead endpoint: bursts of 200 requests a second, every lead sent ten times, shuffled.

Senders are threads of this process on the machine of the server, so that they take a part of its
processors; a sender waits for each answer before it sends again. The unit to compare with is an
empty call of a logged-in user over the same server, alone and under the same load.
"""

import random
import statistics
import threading
import time

import requests

from common import check, run

SECRET = "the-secret-of-this-benchmark"
CODE = "bench"
LEADS = 200
TIMES = 10
SENDERS = 8
WORKERS = 3
RATE = 200  # requests a second


def main(bench):
    with bench.environment(commit=True) as env:
        source = make_source(env)
    with bench.server([f"--workers={WORKERS}"]) as server:
        client = bench.client(server, "marketing")
        empty = bench.empty_rpc(client)
        loaded_empty = measure_empty(bench, server)
        seconds, waits = send_all(f"{server.url}/kms/leads/{CODE}")
    rate = LEADS * TIMES / seconds
    p95 = statistics.quantiles(waits, n=20)[-1]
    with bench.environment(commit=True) as env:
        drain, leads = process(env, source)
    check(leads == LEADS, f"{LEADS} leads of {LEADS * TIMES} deliveries, not {leads}")
    bench.ratio(
        f"a request at {RATE}/s, at {rate:.0f} requests/s",
        1 / rate,
        1 / RATE,
        at_most=1,
        reference="allowed",
    )
    bench.ratio(
        "p95 of an answer under load",
        p95,
        loaded_empty,
        at_most=3,
        reference="p95 of an empty call under load",
    )
    bench.ratio(
        "median answer under load",
        statistics.median(waits),
        empty,
        at_most=30,
        reference="empty call alone",
    )
    bench.ratio(
        "making one lead of a delivery",
        drain / LEADS,
        empty,
        at_most=10,
        reference="empty call alone",
    )
    bench.count("leads lost or doubled", abs(leads - LEADS), at_most=0)


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


def measure_empty(bench, server):
    """p95 of the empty call, as many at once as there will be deliveries."""
    clients = [bench.client(server, "marketing") for _sender in range(SENDERS)]
    at_once([[client] * 20 for client in clients], call_empty)
    _seconds, waits = at_once([[client] * 100 for client in clients], call_empty)
    return statistics.quantiles(waits, n=20)[-1]


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
