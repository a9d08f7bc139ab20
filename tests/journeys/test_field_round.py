"""A field salesperson's day: a round from the map, two visits without a network, each sent once."""

import json

import pytest
from PIL import Image

from support.race import at_once

AKWA = {"latitude": 4.0497, "longitude": 9.6966, "accuracy": 8}
PHONE = {"width": 360, "height": 740}
COPIES = 10
# What a browser without a network writes into its console by itself.
AWAY = [r"ERR_INTERNET_DISCONNECTED", r"Failed to load resource", r"WebSocket"]


@pytest.fixture
def phone(page_as):
    """The field salesperson's phone, which knows where it is."""
    page = page_as("terrain", **PHONE, path="/odoo/kms-field")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(AKWA)
    page.expected_errors += AWAY
    page.wait_for_selector(".o_kms_field")
    return page


def visits(sql):
    return sql("SELECT count(*) FROM kms_field_visit")[0][0]


def finish_round(client):
    """Take the demo's round of today away, so that the journey plans its own."""
    walker = client("terrain")
    rounds = walker.call("kms.field.round", "search", [])
    walker.call("kms.field.round", "unlink", rounds)


def test_round_from_the_map(page_as, client, sql):
    finish_round(client)
    page = page_as("terrain", **PHONE, path="/odoo/kms-field-map")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(AKWA)
    assert page.evaluate("Boolean(window.L)") or page.wait_for_selector(".leaflet-container")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => entry.name)"
        ".filter((name) => name.includes('/kms_marketing/lib/')).length"
    )
    assert loaded >= 4, "the library comes from its package, on its own"
    page.tap(".o_kms_map_selecting")
    chosen = 0
    while chosen < 3:
        points = page.locator(".o_kms_map_point:not(.o_kms_selected)")
        if not points.count():
            page.locator(".o_kms_map_cluster").first.tap(force=True)
            page.wait_for_timeout(600)
            continue
        points.first.dispatch_event("click")
        chosen += 1
        page.wait_for_selector(f".o_kms_map_round:has-text('{chosen}')")
    overflow = page.evaluate("document.querySelector('.o_kms_map').scrollWidth - window.innerWidth")
    assert overflow <= 0
    page.tap(".o_kms_map_round .btn-primary")
    page.wait_for_selector(".o_kms_round:has-text('0 / 3')")
    assert sql("SELECT count(*) FROM kms_field_stop") == [(3,)]
    distances = sql("SELECT distance FROM kms_field_stop ORDER BY sequence")
    assert all(0 <= distance < 30 for (distance,) in distances)


def test_two_visits_without_a_network_are_sent_once_each(phone, sql):
    page, before = phone, visits(sql)
    page.context.set_offline(True)
    names = []
    for result in ("Intéressé", "Absent"):
        names.append(page.inner_text(".o_kms_stop_current .fs-4"))
        page.tap(".o_kms_stop_visit")
        page.wait_for_selector(".o_kms_visit_form :text('Position trouvée')")
        page.tap(f".o_kms_result_tile:has-text('{result}')")
        page.wait_for_selector(".o_kms_visit_form", state="detached")
    page.wait_for_selector(".o_kms_outbox_waiting:has-text('2')")
    assert page.locator(".o_kms_visit_waiting").count() == 2
    assert names[0] != names[1], "the round goes on without a network"
    assert visits(sql) == before
    page.context.set_offline(False)
    page.wait_for_selector(".o_kms_outbox_waiting", state="detached")
    assert visits(sql) == before + 2
    rows = sql(
        "SELECT has_position, accuracy, result FROM kms_field_visit ORDER BY id DESC LIMIT 2"
    )
    assert sorted(rows) == [(True, 8.0, "absent"), (True, 8.0, "interested")]
    assert sql("SELECT count(*) FROM kms_field_stop WHERE state = 'done'") == [(2,)]
    page.wait_for_selector(".o_kms_round:has-text('2 / 3')")


def test_the_queue_survives_a_closed_browser(phone, sql):
    page, before = phone, visits(sql)
    page.context.set_offline(True)
    page.tap(".o_kms_new_visit")
    page.fill("#kms_field_name", "M. Sans Réseau")
    page.fill("#kms_field_phone", "655 10 20 30")
    page.fill("#kms_field_need", "Six portes")
    page.tap(".o_kms_result_tile:has-text('Devis à faire')")
    page.wait_for_selector(".o_kms_visit_waiting:has-text('M. Sans Réseau')")
    url = page.url
    page.goto("about:blank")
    assert visits(sql) == before
    page.context.set_offline(False)
    page.goto(url)
    page.wait_for_selector(".o_kms_visit_row:has-text('M. Sans Réseau')")
    assert visits(sql) == before + 1
    assert page.locator(".o_kms_outbox_waiting").count() == 0


def test_what_the_server_refuses_is_kept_with_its_reason(phone, sql):
    page, before = phone, visits(sql)
    page.tap(".o_kms_new_visit")
    page.fill("#kms_field_name", "M. Mauvais Numéro")
    page.fill("#kms_field_phone", "12")
    page.tap(".o_kms_result_tile:has-text('Absent')")
    page.wait_for_selector(".o_kms_outbox_refused:has-text('M. Mauvais Numéro')")
    assert visits(sql) == before
    page.tap(".o_kms_outbox_refused .btn-link")
    page.tap(".modal .btn:has-text('Supprimer')")
    page.wait_for_selector(".o_kms_outbox_refused", state="detached")


def test_a_photo_is_made_small_before_it_leaves(phone, sql, artifacts):
    page = phone
    picture = artifacts / "photo.png"
    _write_picture(picture)
    page.tap(".o_kms_new_visit")
    page.fill("#kms_field_name", "Mme Photo")
    page.set_input_files(".o_kms_visit_form input[type=file]", str(picture))
    page.wait_for_selector(".o_kms_visit_photo")
    with page.expect_request(lambda request: "register_visit" in request.url) as sent:
        page.tap(".o_kms_result_tile:has-text('Intéressé')")
    assert picture.stat().st_size > 5_000_000
    assert len(sent.value.post_data) < 600_000
    page.wait_for_selector(".o_kms_visit_row:has-text('Mme Photo')")
    picture.unlink()
    [(size,)] = sql(
        "SELECT file_size FROM ir_attachment WHERE res_model = 'kms.field.visit'"
        " AND res_field = 'photo' ORDER BY id DESC LIMIT 1"
    )
    assert size < 450_000


def test_tiles_that_cannot_be_reached_leave_a_map(page_as, client):
    admin = client("admin")
    company = admin.call("res.company", "search", [("name", "=like", "Kenne%")])
    tiles = {"kms_map_tile_url": "http://127.0.0.1:9/{z}/{x}/{y}.png", "kms_map_attribution": "X"}
    admin.call("res.company", "write", company, tiles)
    page = page_as("marketing", path="/odoo")
    page.expected_errors += [r"ERR_CONNECTION_REFUSED", r"ERR_UNSAFE_PORT"]
    page.goto(page.url.split("/odoo")[0] + "/odoo/kms-field-map")
    page.wait_for_selector(".o_kms_map_notes .fa-chain-broken")
    page.wait_for_selector(".o_kms_map_degree", state="attached")
    assert page.locator(".o_kms_map_cluster, .o_kms_map_point").count()
    page.wait_for_timeout(1000)
    assert len([error for error in page.errors if ":9/" in error]) == 1, "asked for once"
    admin.call("res.company", "write", company, {"kms_map_tile_url": False})


def test_one_item_delivered_ten_times_at_once_is_one_visit(client, sql):
    phones = [client("terrain", fresh=True) for _copy in range(COPIES)]
    values = {"uuid": "d" * 16, "name": "Delivered ten times", "result": "absent", **AKWA}
    answers = at_once(
        lambda phone=phone: phone.call("kms.field", "register_visit", values) for phone in phones
    )
    assert all(isinstance(answer, dict) for answer in answers), answers
    assert len({answer["id"] for answer in answers}) == 1
    assert sql("SELECT count(*) FROM kms_field_visit WHERE kms_uuid = %s", ("d" * 16,)) == [(1,)]
    assert sql("SELECT count(*) FROM crm_lead WHERE name = 'Delivered ten times'") == [(1,)]


def test_check_in_and_result_in_any_order_at_once_are_one_visit(client, sql):
    phones = [client("terrain", fresh=True) for _copy in range(COPIES)]
    [lead] = phones[0].call("crm.lead", "search", [("kms_channel", "=", "field")], limit=1)
    check_in = {"uuid": "e" * 16, "lead_id": lead, "name": "Known", **AKWA}
    items = [check_in, {**check_in, "result": "interested"}] * (COPIES // 2)
    answers = at_once(
        lambda phone=phone, item=item: phone.call("kms.field", "register_visit", item)
        for phone, item in zip(phones, items, strict=True)
    )
    assert all(isinstance(answer, dict) for answer in answers), json.dumps(answers, default=str)
    rows = sql("SELECT result FROM kms_field_visit WHERE kms_uuid = %s", ("e" * 16,))
    assert rows == [("interested",)]


def _write_picture(path):
    """A picture as large as a phone's, with enough in it not to shrink to nothing."""
    noise = Image.effect_noise((2000, 1500), 60)
    Image.merge("RGB", (noise, noise, noise)).resize((4000, 3000)).save(path)
