"""The concierge's day: who comes, who books, who leaves, who only asks the way."""

import pytest

VISITOR = "Mme Passante"
GUEST = "M. Voyageur"
TRANSACTION = "MP261121.1042.A777"
HOUSEKEEPING = "/odoo/action-kms_hotel.kms_room_action_housekeeping"
CONCIERGE = "/odoo/action-kms_hotel.kms_hotel_visit_action"


@pytest.fixture(scope="module")
def day():
    """What one step of the journey leaves for the next."""
    return {}


@pytest.fixture
def rooms(sql):
    """How many rooms the house has."""
    return sql("SELECT count(*) FROM kms_room WHERE active")[0][0]


def test_the_board_is_what_opens(page_as, rooms):
    page = page_as("concierge")
    page.wait_for_selector(".o_kms_board .o_kms_bar")
    assert page.locator(".o_kms_lane").count() == rooms
    assert page.locator(".o_kms_rail_arrivals .o_kms_check_in").count() >= 1


def test_a_free_room_is_booked(page_as, sql, day):
    page = page_as("concierge")
    page.click(".o_kms_free button[type=submit]")
    room = page.locator(".o_kms_free_room").first
    day["room"] = room.inner_text().strip()
    room.click()
    customer = page.locator(".modal .o_field_widget[name=partner_id] input")
    customer.fill(GUEST)
    page.locator(".o-autocomplete--dropdown-item:has-text('Créer')").first.click()
    page.locator(".modal .o_form_button_save").click()
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector(f".o_kms_lane .o_kms_bar_pending:has-text('{GUEST}')")
    [(state, room_name, nights)] = sql(
        """SELECT s.state, r.name, s.night_count FROM kms_reservation s
             JOIN kms_room r ON r.id = s.room_id JOIN res_partner p ON p.id = s.partner_id
            WHERE p.name = %s""",
        (GUEST,),
    )
    assert (state, room_name, nights) == ("pending", day["room"], 1)


def test_check_in_takes_one_click(page_as, sql):
    page = page_as("concierge")
    row = page.locator(f".o_kms_rail_arrivals div:has(> button:has-text('{GUEST}'))")
    row.locator(".o_kms_check_in").click()
    page.wait_for_selector(f".o_kms_lane .o_kms_bar_checked_in:has-text('{GUEST}')")
    [(state, order)] = sql(
        """SELECT s.state, o.state FROM kms_reservation s JOIN sale_order o ON o.id = s.folio_id
             JOIN res_partner p ON p.id = s.partner_id WHERE p.name = %s""",
        (GUEST,),
    )
    assert (state, order) == ("checked_in", "sale")


def test_the_edge_is_dragged_for_one_more_night(page_as, sql):
    page = page_as("concierge")
    bar = page.locator(f".o_kms_lane .o_kms_bar:has-text('{GUEST}')")
    bar.scroll_into_view_if_needed()
    edge = bar.locator(".o_kms_bar_end").bounding_box()
    width = bar.bounding_box()["width"]
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + width, y, steps=5)
    page.mouse.up()
    taken = ".modal:has-text('est prise')"
    page.wait_for_selector(f"{taken}, .o_kms_bar[title*='2 nuits']:has-text('{GUEST}')")
    nights = """SELECT s.night_count, sum(l.product_uom_qty) FROM kms_reservation s
                  JOIN res_partner p ON p.id = s.partner_id
                  JOIN sale_order_line l ON l.kms_reservation_id = s.id
                 WHERE p.name = %s AND l.kms_line_kind = 'night' GROUP BY s.id"""
    [(booked, billed)] = sql(nights, (GUEST,))
    refused = page.locator(taken).count()
    assert (booked, billed) == ((1, 1) if refused else (2, 2))


def test_check_out_bills_prints_and_takes_mobile_money(page_as, sql):
    page = page_as("concierge")
    page.click(".o_kms_rail_in_house summary")
    page.click(f".o_kms_rail_in_house button:has-text('{GUEST}')")
    page.click(".modal button[name=action_open_checkout]")
    page.click(".modal [name=journal_id] :text-is('MTN MoMo')")
    page.fill(".modal [name=kms_transaction_ref] input", TRANSACTION.lower())
    with page.expect_download() as receipt:
        page.click(".modal button[name=action_confirm]:visible")
    assert receipt.value.suggested_filename.endswith(".pdf")
    page.wait_for_selector(f".o_notification:has-text('{GUEST} a quitté la chambre')")
    [(state, invoice, residual, reference, journal)] = sql(
        """SELECT s.state, m.state, m.amount_residual, p.kms_transaction_ref,
                  j.kms_mobile_operator
             FROM kms_reservation s
             JOIN sale_order o ON o.id = s.folio_id JOIN res_partner c ON c.id = s.partner_id
             JOIN account_move m ON m.invoice_origin = o.name
             JOIN account_payment p ON p.memo = m.payment_reference OR p.memo = m.name
             JOIN account_journal j ON j.id = p.journal_id
            WHERE c.name = %s""",
        (GUEST,),
    )
    assert (state, invoice, residual) == ("checked_out", "posted", 0)
    assert (reference, journal) == (TRANSACTION, "mtn")


def test_the_room_is_cleaned_on_a_phone(page_as, sql, day):
    page = page_as("concierge", width=360, height=740, path=HOUSEKEEPING)
    card = page.locator(f".o_kanban_record:has-text('{day['room']}')").first
    card.locator("button[name=action_next_state]:visible").tap()
    page.wait_for_timeout(800)
    card.locator("button[name=action_next_state]:visible").tap()
    page.wait_for_timeout(800)
    state = "SELECT housekeeping_state FROM kms_room WHERE name = %s"
    assert sql(state, (day["room"],)) == [("inspected",)]


def test_the_board_fits_a_phone(page_as, rooms):
    page = page_as("concierge", width=360, height=740)
    page.wait_for_selector(".o_kms_day_view .o_kms_day_room")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".o_kms_day_room").count() == rooms
    page.locator(".o_kms_day_view button:has(.fa-chevron-right)").tap()
    for button in page.locator(".o_kms_check_in").all():
        assert button.bounding_box()["height"] >= 34


def test_a_finger_that_rests_on_a_bar_drags_it(page_as, sql):
    page = page_as("concierge", width=360, height=740)
    page.wait_for_selector(".o_kms_switch")
    page.locator(".o_kms_switch button").nth(1).tap()
    bar = page.locator(".o_kms_lane .o_kms_bar_confirmed").first
    bar.scroll_into_view_if_needed()
    stay = int(bar.get_attribute("data-stay"))
    box = bar.bounding_box()
    lane = page.locator(f".o_kms_lane:has([data-stay='{stay}'])").first.bounding_box()
    x, y = box["x"] + 6, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def fire(kind, *points):
        points = [{"x": point[0], "y": point[1]} for point in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fire("touchStart", (x, y))
    page.wait_for_timeout(450)
    step = lane["width"] / 31
    for share in (0.5, 1, 1.5):
        fire("touchMove", (x - step * share, y))
    page.wait_for_selector(".o_kms_bar_ghost")
    with page.expect_response(lambda answer: "kms.hotel.board/move" in answer.url) as moved:
        fire("touchEnd")
    assert moved.value.request.post_data_json["params"]["args"][0] == stay


def test_a_visitor_is_handed_to_the_showroom_in_one_tap(page_as, client, sql):
    client("concierge").create(
        "kms.hotel.visit", name=VISITOR, phone="677451298", reason="information"
    )
    page = page_as("concierge", path=CONCIERGE)
    card = page.locator(f".o_kanban_record:has-text('{VISITOR}')")
    card.locator("button[name=action_hand_showroom]").click()
    page.wait_for_selector(f".o_kanban_record:has-text('{VISITOR}') .text-success")
    [(channel,)] = sql("SELECT kms_channel FROM crm_lead WHERE contact_name = %s", (VISITOR,))
    assert channel == "showroom"
    seen = client("showroom").call("crm.lead", "search_count", [("contact_name", "=", VISITOR)])
    assert seen == 1
