"""The direction opens its board in the morning, looks behind it, arranges it and takes it along."""

import io
import re
import time
import unicodedata

import pytest
from openpyxl import load_workbook

from support.pdf import page_texts

BOARD = "/odoo/action-kms_dashboard.kms_board_action"
CARD = ".o_kms_widget_card[aria-label='{}']"
READY = ".o_kms_board_grid:not(.o_kms_board_loading) .o_kms_widget"
PERIOD = ".o_kms_period select"
FIRST_PAINT = 1.5  # seconds, of the best of three: the machine may do other things too
DRAWN = """() => {
    const widgets = [...document.querySelectorAll(".o_kms_widget")];
    return widgets.length && [...document.querySelectorAll("canvas")].every(
        (canvas) => window.Chart?.getChart(canvas)
    );
}"""


def test_first_paint_and_no_jump(page_as, server):
    """Warm, every widget is drawn fast, and nothing moves while it is."""
    page = page_as("direction", path=BOARD)
    page.wait_for_selector("canvas")
    times = []
    for _turn in range(3):
        page.goto("about:blank")
        start = time.perf_counter()
        page.goto(server.url + BOARD)
        page.wait_for_function(DRAWN)
        times.append(time.perf_counter() - start)
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) {
                    const inside = entry.sources.some((source) =>
                        source.node?.parentElement?.closest(".o_kms_board_grid")
                    );
                    sum += inside ? entry.value : 0;
                }
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 300);
        })"""
    )
    assert page.locator(".o_kms_widget").count() >= 12
    print(f"first paint {min(times):.2f} s, jump {shift:.3f}")  # noqa: T201  measured, shown by -s
    assert min(times) < FIRST_PAINT, times
    assert shift < 0.1, "widgets stay where they are"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (360, 740)])
def test_period_and_records_behind_a_card(page_as, client, width, height):
    page = page_as("direction", width=width, height=height, path=BOARD)
    page.wait_for_selector(".o_kms_widget")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_response("**/kms.board/load") as waiting:
        page.select_option(".o_kms_period select", "year")
    loaded = waiting.value.json()["result"]
    assert loaded["period"]["kind"] == "year"
    [card] = [
        widget
        for widget in loaded["widgets"]
        if widget["kind"] == "card" and widget["metrics"][0]["code"] == "followup_urgent"
    ]
    page.wait_for_selector(".o_kms_board_grid:not(.o_kms_board_loading)")
    with page.expect_response("**/kms.board/drill") as waiting:
        page.locator(CARD.format(card["title"])).locator(".o_kms_card_value").click()
    action = waiting.value.json()["result"]
    found = client("direction").call(
        "sale.order", "search_count", action["domain"], context=action["context"]
    )
    assert found == card["data"]["value"] > 0
    rows = ".o_data_row" if width > 700 else ".o_kanban_record:not(.o_kanban_ghost), .o_data_row"
    page.wait_for_function(
        "([rows, count]) => document.querySelectorAll(rows).length === Math.min(count, 80)",
        arg=[rows, found],
    )
    page.locator(".o_back_button:visible, .o_breadcrumb a:visible").last.click()
    page.wait_for_selector(".o_kms_widget")
    kind = page.eval_on_selector(".o_kms_period select", "select => select.value")
    assert kind == "year", "the board comes back as it was left"


@pytest.mark.parametrize("width", [1366, 360])
def test_address_back_and_reload(page_as, server, width):
    """Back, a reload and a link show the same board, period and filters."""
    page = page_as("direction", width=width, height=740, path=BOARD)
    page.wait_for_selector(READY)
    for kind in ("week", "year"):
        page.select_option(PERIOD, kind)
        page.wait_for_url(f"**period={kind}**")
        page.wait_for_selector(READY)
    page.click(".o_kms_filter")
    page.select_option(".o_kms_filter_menu select", "showroom")
    page.wait_for_url("**channel=showroom**")
    page.keyboard.press("Escape")
    with page.expect_response("**/kms.board/load") as waiting:
        page.reload()
    page.wait_for_selector(READY)
    loaded = waiting.value.json()["result"]
    shown = (loaded["period"]["kind"], loaded["filters"])
    assert shown == ("year", {"kms_channel": "showroom"})
    link = page.url
    seen = [shown]
    for expected in (("year", {}), ("week", {})):
        while seen[-1] != expected:
            # on a phone the sheet of the filters is a step of its own
            assert len(seen) < 6, seen
            with page.expect_response("**/kms.board/load") as waiting:
                page.go_back()
            page.wait_for_selector(READY)
            loaded = waiting.value.json()["result"]
            seen.append((loaded["period"]["kind"], loaded["filters"]))
        assert page.eval_on_selector(PERIOD, "select => select.value") == expected[0]
    with page.expect_response("**/kms.board/load") as waiting:
        page.goto(link)
    loaded = waiting.value.json()["result"]
    assert (loaded["period"]["kind"], loaded["filters"]) == shown


def test_a_link_opens_the_board_it_names(page_as, server, client):
    boards = client("direction").call("kms.board", "load")["boards"]
    page = page_as("direction", path=BOARD)
    page.wait_for_selector(READY)
    for board in boards[1:3]:
        page.goto("about:blank")
        with page.expect_response("**/kms.board/load") as waiting:
            page.goto(f"{server.url}{BOARD}?board={board['id']}")
        assert waiting.value.json()["result"]["board"]["id"] == board["id"]
        page.wait_for_selector(READY)


def test_targets_and_decisions_in_the_morning(page_as):
    """The month against its target with its pace; each kind of decision opens its records."""
    page = page_as("direction", path=BOARD)
    page.wait_for_selector(READY)
    card = page.locator(".o_kms_widget_card").first
    assert re.search(r"% (sur|de)", card.inner_text()), card.inner_text()
    assert card.locator(".o_kms_pace").count() == 1
    assert page.locator(".o_kms_widget_gauge .o_kms_pace").count() >= 1
    reasons = set(page.locator(".o_kms_feed_reason").all_inner_texts())
    assert len(reasons) >= 3, reasons
    page.locator(".o_kms_feed li button").first.click()
    page.wait_for_selector(".o_form_view, .o_list_view")


def test_a_salesperson_reads_their_own_target(page_as, sql):
    page = page_as("showroom", path=BOARD)
    with page.expect_response("**/kms.board/load") as waiting:
        page.reload()
    page.wait_for_selector(READY)
    cards = {
        widget["metrics"][0]["code"]: widget["data"]
        for widget in waiting.value.json()["result"]["widgets"]
        if widget["kind"] == "card"
    }
    [(target,)] = sql(
        """SELECT target_value FROM kms_sales_target t JOIN res_users u ON u.id = t.user_id
            WHERE u.login = 'showroom' AND t.metric = 'revenue' AND t.date_from <= CURRENT_DATE
              AND t.date_to >= CURRENT_DATE"""
    )
    assert cards["showroom_revenue"]["target"] == float(target)
    assert page.locator(".o_kms_pace").count() >= 1


@pytest.mark.parametrize("width", [1366, 360])
def test_arranged_for_oneself_and_back(page_as, client, sql, width):
    page = page_as("direction", width=width, height=740, path=BOARD)
    page.wait_for_selector(".o_kms_widget")
    count = page.locator(".o_kms_widget").count()
    page.click(".o_kms_board_edit")
    card = page.locator(".o_kms_widget_card").first
    title = card.get_attribute("aria-label")
    card.locator("button[title='Plus large']").click()
    page.locator(".o_kms_widget_card").last.locator(".o_kms_widget_remove").click()
    with page.expect_response("**/kms.board/save_layout"):
        page.click(".o_kms_board_done")
    page.wait_for_selector(".o_kms_board_edit")
    assert page.locator(".o_kms_widget").count() == count - 1
    assert "o_kms_width_4" in page.locator(CARD.format(title)).first.get_attribute("class")
    own = """SELECT count(*) FROM kms_board b JOIN res_users u ON u.id = b.user_id
              WHERE u.login = 'direction'"""
    assert sql(own) == [(1,)]
    page.click(".o_kms_board_edit")
    with page.expect_response("**/kms.board/reset_layout"):
        page.click("button:has-text('Revenir au modèle')")
    page.wait_for_function(
        "count => document.querySelectorAll('.o_kms_widget').length === count", arg=count
    )
    assert sql(own) == [(0,)]


def test_excel_and_paper(page_as, client, artifacts):
    page = page_as("direction", path=BOARD)
    page.wait_for_selector(".o_kms_widget")
    loaded = client("direction").call("kms.board", "load")
    files = {}
    for name, label in (("xlsx", "Excel"), ("pdf", "PDF")):
        page.click(".o_kms_board_export")
        with page.expect_download() as waiting:
            page.click(f".o-dropdown-item:has-text('{label}')")
        waiting.value.save_as(artifacts / f"board.{name}")
        files[name] = (artifacts / f"board.{name}").read_bytes()
    sheet = load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    cells = {row[0]: row[1] for row in sheet.iter_rows(min_row=5, values_only=True)}
    cards = [widget for widget in loaded["widgets"] if widget["kind"] in ("card", "gauge")]
    for card in cards:
        value = card["data"]["value"]
        assert cells[card["title"]] == (value if value is None else pytest.approx(value))
    pages = page_texts(files["pdf"])
    assert len(pages) == 1, "the board fits one sheet"
    # typesetting joins letters
    assert cards[0]["title"] in unicodedata.normalize("NFKC", pages[0])
