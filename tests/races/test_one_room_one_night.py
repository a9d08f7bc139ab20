"""One room, one night, twenty people at once: one has it, the others read a sentence."""

from datetime import date, timedelta

import pytest

from support.client import ServerError
from support.race import at_once

CLIENTS = 20
ROUNDS = 20
FIRST = date(2030, 1, 1)
LATER = date(2032, 1, 1)


@pytest.fixture(scope="module")
def desks(client):
    return [client("concierge", fresh=True) for _desk in range(CLIENTS)]


@pytest.fixture(scope="module")
def rooms(client):
    """A room of the race and one for each client, made for it."""
    manager = client("marketing")
    room_type = manager.create("kms.room.type", name="Race", rate_night=10000)
    made = manager.call(
        "kms.room",
        "create",
        [{"name": f"Race {number}", "room_type_id": room_type} for number in range(CLIENTS + 1)],
    )
    return made[0], made[1:]


@pytest.fixture(scope="module")
def partner(client):
    return client("concierge").create("res.partner", name="Mme Course")


def values(room, partner, first, **others):
    days = {"checkin": str(first), "checkout": str(first + timedelta(days=1))}
    return {"room_id": room, "partner_id": partner, **days, **others}


def race(sql, room, day, calls):
    """Run the calls at once; exactly one may have the night, the others get a sentence."""
    answers = at_once(calls)
    refused = [answer for answer in answers if isinstance(answer, ServerError)]
    for refusal in refused:
        assert refusal.name == "odoo.exceptions.ValidationError", refusal.debug
        assert "Race 0" in str(refusal), refusal
    nights = "SELECT count(*) FROM kms_reservation_night WHERE room_id = %s AND date = %s"
    assert sql(nights, (room, day)) == [(1,)]
    return answers, refused


def test_create(desks, rooms, partner, sql):
    room, _others = rooms
    for number in range(ROUNDS):
        day = FIRST + timedelta(days=number)
        _answers, refused = race(
            sql,
            room,
            day,
            [
                lambda desk=desk, day=day: desk.create(
                    "kms.reservation", **values(room, partner, day)
                )
                for desk in desks
            ],
        )
        assert len(refused) == CLIENTS - 1
        holding = "SELECT count(*) FROM kms_reservation WHERE room_id = %s AND checkin::date = %s"
        assert sql(holding, (room, day)) == [(1,)]


def _write_race(desks, rooms, sql, prepare, change):
    """Let each desk write its own stay onto the night of the race."""
    room, _others = rooms
    for number in range(ROUNDS):
        day = FIRST + timedelta(days=1000 + number)
        stays = desks[0].call("kms.reservation", "create", prepare(number, day))
        calls = [
            lambda desk=desk, stay=stay, day=day: desk.call(
                "kms.reservation", "write", [stay], change(day)
            )
            for desk, stay in zip(desks, stays, strict=True)
        ]
        _answers, refused = race(sql, room, day, calls)
        assert len(refused) == CLIENTS - 1
        desks[0].call("kms.reservation", "write", stays, {"state": "cancelled"})


def test_write_dates(desks, rooms, partner, sql):
    room, _others = rooms
    _write_race(
        desks,
        rooms,
        sql,
        lambda number, day: [
            values(room, partner, LATER + timedelta(days=index)) for index in range(CLIENTS)
        ],
        lambda day: {"checkin": str(day), "checkout": str(day + timedelta(days=1))},
    )


def test_write_room(desks, rooms, partner, sql):
    room, others = rooms
    _write_race(
        desks,
        rooms,
        sql,
        lambda number, day: [values(other, partner, day) for other in others],
        lambda day: {"room_id": room},
    )


def test_write_state(desks, rooms, partner, sql):
    room, _others = rooms
    _write_race(
        desks,
        rooms,
        sql,
        lambda number, day: [
            values(room, partner, day, state="cancelled") for _desk in range(CLIENTS)
        ],
        lambda day: {"state": "confirmed"},
    )


def test_import(desks, rooms, partner, sql):
    room, _others = rooms
    names = ["partner_id/.id", "room_id/.id", "checkin", "checkout"]
    for number in range(ROUNDS):
        day = FIRST + timedelta(days=2000 + number)
        row = [str(partner), str(room), str(day), str(day + timedelta(days=1))]
        answers, _refused = race(
            sql,
            room,
            day,
            [
                lambda desk=desk, row=row: desk.call("kms.reservation", "load", names, [row])
                for desk in desks
            ],
        )
        assert sum(bool(answer.get("ids")) for answer in answers if isinstance(answer, dict)) == 1
