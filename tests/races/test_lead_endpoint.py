"""Leads that come ten times, shuffled and at once: each is stored once and becomes one lead."""

import random

import pytest
import requests

from support.race import at_once

SECRET = "the-secret-of-this-race-test"
LEADS = 20
TIMES = 10
SENDERS = 8


@pytest.fixture
def source(client):
    manager = client("marketing")
    [mapping] = manager.call(
        "kms.lead.mapping", "search", [("items_path", "=", False), ("is_mail", "=", False)], limit=1
    )
    code = f"race-{random.randrange(10**6)}"
    source_id = manager.create(
        "kms.lead.source", name="Race", code=code, secret=SECRET, mapping_id=mapping
    )
    return source_id, code


def lead(number):
    return {"id": f"r{number}", "name": f"Race {number}", "phone": f"+2376774{number:05d}"}


def send_all(url, bodies):
    with requests.Session() as session:
        session.headers["X-KMS-Secret"] = SECRET
        return [session.post(url, json=body, timeout=60).status_code for body in bodies]


def test_ten_times_shuffled_by_eight_senders_is_one_lead(server, client, sql, source):
    source_id, code = source
    wave = [lead(number) for number in range(LEADS)] * TIMES
    random.Random(7).shuffle(wave)
    url = f"{server.url}/kms/leads/{code}"
    answers = at_once(
        lambda part=wave[sender::SENDERS]: send_all(url, part) for sender in range(SENDERS)
    )
    assert {status for part in answers for status in part} == {202}, answers
    stored = (
        "SELECT count(*), count(DISTINCT external_id) FROM kms_lead_delivery WHERE source_id = %s"
    )
    assert sql(stored, (source_id,)) == [(LEADS, LEADS)]
    deliveries = client("marketing").call(
        "kms.lead.delivery", "search", [("source_id", "=", source_id)]
    )
    # the job and the manager's button at once
    agents = [client(login, fresh=True) for login in ("marketing", "direction", "admin")]
    at_once(
        lambda agent=agent: agent.call("kms.lead.delivery", "action_replay", deliveries)
        for agent in agents
    )
    left = client("marketing").call(
        "kms.lead.delivery", "search", [("source_id", "=", source_id), ("state", "=", "pending")]
    )
    if left:
        client("marketing").call("kms.lead.delivery", "action_replay", left)
    leads = "SELECT count(*) FROM crm_lead WHERE kms_lead_source_id = %s"
    assert sql(leads, (source_id,)) == [(LEADS,)]
    states = "SELECT state, count(*) FROM kms_lead_delivery WHERE source_id = %s GROUP BY 1"
    assert sql(states, (source_id,)) == [("done", LEADS)]


def test_versions_of_one_lead_at_once_complete_it(server, client, sql, source):
    source_id, code = source
    url = f"{server.url}/kms/leads/{code}"
    parts = [{"city": "Douala"}, {"email": "race@example.com"}, {"company_name": "Race SARL"}, {}]
    answers = at_once(lambda part=part: send_all(url, [lead(77) | part]) for part in parts)
    assert answers == [[202]] * len(parts)
    deliveries = client("marketing").call(
        "kms.lead.delivery", "search", [("source_id", "=", source_id)]
    )
    assert len(deliveries) == len(parts)
    at_once(
        lambda one=one: client("marketing", fresh=True).call(
            "kms.lead.delivery", "action_replay", [one]
        )
        for one in deliveries
    )
    pending = [("source_id", "=", source_id), ("state", "=", "pending")]
    left = client("marketing").call("kms.lead.delivery", "search", pending)
    if left:
        client("marketing").call("kms.lead.delivery", "action_replay", left)
    rows = sql(
        "SELECT city, email_from, partner_name FROM crm_lead WHERE kms_lead_source_id = %s",
        (source_id,),
    )
    assert rows == [("Douala", "race@example.com", "Race SARL")]
