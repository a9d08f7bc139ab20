"""500 rooms over two years: the search for free rooms, and the month of the planning board.

The reference of the search is the range scan that it cannot do without: the nights of the days
asked for, counted through the same index. That of the board is an empty call.
"""

import statistics
from datetime import timedelta

from playwright.sync_api import sync_playwright

from odoo.tools import SQL

from common import check, median_seconds, run

ROOMS = 500
DAYS = 730
LENGTH = 2  # nights of a stay; one night of three stays free
CHROMIUM = "/usr/bin/chromium"
# Clicks, waits for the other rooms and for the frame after them.
TURN = """async (way) => {
    const first = () => document.querySelector(".o_kms_room_name b").textContent;
    const before = first();
    const start = performance.now();
    document.querySelector(`.o_kms_pages .fa-chevron-${way}`).parentElement.click();
    while (first() === before) {
        await new Promise(requestAnimationFrame);
    }
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
}"""
CUSTOMERS = 20_000
BOARD_ROOMS, BOARD_DAYS = 60, 31


def main(bench):
    with bench.environment(commit=True) as env:
        company, first = fill(env)
    with bench.environment() as env:
        measure_search(bench, env, company, first)
    with bench.server() as server:
        client = bench.client(server, "concierge")
        empty = bench.empty_rpc(client)
        day = str(first + timedelta(days=365))

        def load():
            # the second page, the first one has the rooms of the story; as a page is turned,
            # without the rail, which does not change with it
            return client.call(
                "kms.hotel.board", "load", day, BOARD_DAYS, False, BOARD_ROOMS, False
            )

        board = load()
        check(len(board["rooms"]) == BOARD_ROOMS, f"{BOARD_ROOMS} rooms on the board")
        check(len(board["bars"]) > BOARD_ROOMS * 8, "the month is booked")
        bench.ratio(
            f"board of {BOARD_ROOMS} rooms x {BOARD_DAYS} days",
            median_seconds(load, times=15, warmup=3),
            empty,
            at_most=5,
            reference="empty call",
        )
        bench.count(
            f"board of {BOARD_ROOMS} rooms x {BOARD_DAYS} days painted, warm (ms)",
            round(painted_milliseconds(server, client)),
            at_most=1000,
        )


def painted_milliseconds(server, client, times=5):
    """Return the median time from the tap on "rooms after" to the frame that shows them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.add_cookies([{"name": "session_id", "value": client.session_id, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/odoo/hotel")
        page.wait_for_selector(".o_kms_board .o_kms_lane")
        taken = []
        for number in range(times):
            way = "down" if number % 2 == 0 else "up"
            taken.append(page.evaluate(TURN, way))
            page.wait_for_timeout(300)
        rows = page.locator(".o_kms_lane").count()
        check(rows == BOARD_ROOMS, f"{BOARD_ROOMS} rooms are painted, not {rows}")
        browser.close()
    return statistics.median(taken)


def fill(env):
    """Book the rooms straight in the tables; the rules are tested elsewhere."""
    company = env.ref("base.company_kms")
    types = env["kms.room.type"].create(
        [{"name": name, "company_id": company.id} for name in ("Bench board", "Bench rest")]
    )
    # nobody arrives today: the rail beside the board is that of a quiet evening
    first = company._kms_today() + timedelta(days=1)
    rooms = env["kms.room"].create(
        [
            {
                "name": f"B{number}",
                "room_type_id": types[number >= BOARD_ROOMS].id,
                "open_date": first,
            }
            for number in range(ROOMS)
        ]
    )
    partners = env["res.partner"].create([{"name": f"Bench {n}"} for n in range(CUSTOMERS)])
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH stay AS (
                INSERT INTO kms_reservation
                       (name, company_id, partner_id, room_type_id, room_id, stay, checkin,
                        checkout, adults, children, state)
                SELECT 'BENCH', %(company)s,
                       (%(partners)s)[1 + (random() * (%(customers)s - 1))::int],
                       room.room_type_id, room.id, 'night', day + interval '13 hours',
                       day + interval '1 day' * %(length)s + interval '11 hours', 1, 0, 'confirmed'
                  FROM kms_room room,
                       generate_series(%(first)s::timestamp,
                                       %(first)s::timestamp + interval '1 day' * %(days)s,
                                       interval '1 day' * %(step)s) day
                 WHERE room.id IN %(rooms)s
             RETURNING id, room_id, checkin, company_id
            )
            INSERT INTO kms_reservation_night
                   (kind, reservation_id, room_id, company_id, date, date_start, date_stop,
                    quantity, price, amount)
            SELECT 'night', stay.id, stay.room_id, stay.company_id, stay.checkin::date + night,
                   stay.checkin + interval '1 day' * night - interval '2 hours' * (night > 0)::int,
                   stay.checkin + interval '1 day' * (night + 1) - interval '2 hours',
                   1, 10000, 10000
              FROM stay, generate_series(0, %(length)s - 1) night
            """,
            company=company.id,
            partners=partners.ids,
            customers=CUSTOMERS,
            length=LENGTH,
            step=LENGTH + 1,
            days=DAYS,
            first=first,
            rooms=tuple(rooms.ids),
        )
    )
    # what autovacuum does after such a load
    env.cr.execute("ANALYZE kms_reservation_night, kms_reservation, res_partner")
    return company.id, first


def measure_search(bench, env, company, first):
    company = env["res.company"].browse(company)
    start = company._kms_moment(first + timedelta(days=400), 14)
    stop = company._kms_moment(first + timedelta(days=407), 12)
    Room = env["kms.room"]

    def search():
        Room.invalidate_model()
        return Room._free(start, stop, company)

    def scan():
        env.cr.execute(
            SQL(
                """
                SELECT room_id FROM kms_reservation_night
                 WHERE kind <> 'closure' AND date BETWEEN %s AND %s
                   AND date_start < %s AND date_stop > %s
                """,
                first + timedelta(days=398),
                first + timedelta(days=408),
                stop,
                start,
            )
        )
        return env.cr.fetchall()

    taken = {room for (room,) in scan()}
    free = search()
    check(not taken & set(free.ids), "no room of the search is taken")
    everything = Room.search([("company_id", "=", company.id)])
    check(set(everything.ids) == taken | set(free.ids), "every other room is free")
    bench.ratio(
        f"free rooms of {ROOMS} over {DAYS} days",
        median_seconds(search, times=25, warmup=3),
        median_seconds(scan, times=25, warmup=3),
        at_most=2,
        reference="index range scan",
    )


run(main, __file__)
