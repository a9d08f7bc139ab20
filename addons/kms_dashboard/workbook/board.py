"""A board as an Excel workbook with charts of its own. No environment.

Numbers are numbers and everything else is text: nothing that somebody typed can run.
"""

import io
import re

CHARTS = {
    "line": {"type": "line"},
    "bar": {"type": "column", "subtype": "stacked"},
    "area": {"type": "area", "subtype": "stacked"},
    "trend": {"type": "line"},
}
FORMATS = {"count": "#,##0", "money": "#,##0"} | dict.fromkeys(
    ("percent", "days", "hours", "minutes"), "0.0"
)
ROWS_OF_CHART = 16


class Words:
    """Words of the workbook in the reader's language.

    :param str summary: name of the first sheet
    :param tuple columns: figure, value, before, change in percent, target, number of cases,
        definition
    :param str period: the days in words
    """

    def __init__(self, summary, columns, period):
        self.summary = summary
        self.columns = columns
        self.period = period


def write_board(loaded, words):
    """Write a board.

    :param dict loaded: result of ``kms.board.load``, with ``labels`` in the data of curves
    :param Words words: see there
    :rtype: bytes
    """
    import xlsxwriter  # big, and for this alone: loaded when it is used

    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(output, options) as book:
        _Writer(book, words).add_sheets(loaded)
    return output.getvalue()


class _Writer:
    def __init__(self, book, words):
        self.book = book
        self.words = words
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.numbers = {
            unit: book.add_format({"num_format": code}) for unit, code in FORMATS.items()
        }
        self.names = set()

    def add_sheets(self, loaded):
        summary = self._sheet(self.words.summary)
        summary.set_column(0, 0, 34)
        summary.set_column(1, 5, 15)
        summary.set_column(6, 6, 80)
        summary.write_string(0, 0, loaded["board"]["name"], self.title)
        summary.write_string(1, 0, self.words.period)
        for column, name in enumerate(self.words.columns):
            summary.write_string(3, column, name, self.bold)
        row = 4
        for widget in loaded["widgets"]:
            if widget["kind"] in ("card", "gauge") and widget["data"]:
                self._card(summary, row, widget)
                row += 1
        for widget in loaded["widgets"]:
            data = widget["data"]
            if widget["kind"] in CHARTS and data.get("series"):
                self._curves(widget)
            elif widget["kind"] in ("doughnut", "funnel") and data.get("rows"):
                self._parts(widget)
            elif widget["kind"] in ("top", "leaderboard") and data.get("rows"):
                self._table(widget)
            elif widget["kind"] == "feed" and data.get("rows"):
                self._feed(widget)

    def _sheet(self, title):
        base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:27] or "-"
        name, rank = base, 1
        while name.lower() in self.names:
            rank += 1
            name = f"{base} {rank}"
        self.names.add(name.lower())
        return self.book.add_worksheet(name)

    def _number(self, sheet, row, column, value, unit):
        if value is not None:
            sheet.write_number(row, column, value, self.numbers[unit])

    def _card(self, sheet, row, widget):
        metric, data = widget["metrics"][0], widget["data"]
        sheet.write_string(row, 0, widget["title"])
        self._number(sheet, row, 1, data["value"], metric["unit"])
        self._number(sheet, row, 2, data["previous"], metric["unit"])
        self._number(sheet, row, 3, data["change"], "percent")
        self._number(sheet, row, 4, data["target"], metric["unit"])
        self._number(sheet, row, 5, data["n"], "count")
        sheet.write_string(row, 6, metric["definition"] or "", self.wrap)

    def _curves(self, widget):
        data = widget["data"]
        sheet = self._sheet(widget["title"])
        top = ROWS_OF_CHART + 1
        sheet.set_column(0, len(data["series"]), 16)
        chart = self.book.add_chart(CHARTS[widget["kind"]])
        for row, label in enumerate(data["labels"], top + 1):
            sheet.write_string(row, 0, label)
        last = top + len(data["labels"])
        for column, line in enumerate(data["series"], 1):
            sheet.write_string(top, column, line["name"], self.bold)
            for row, value in enumerate(line["points"], top + 1):
                self._number(sheet, row, column, value, line["unit"])
            chart.add_series(
                {
                    "name": [sheet.name, top, column],
                    "categories": [sheet.name, top + 1, 0, last, 0],
                    "values": [sheet.name, top + 1, column, last, column],
                    "fill": {"color": line["color"]},
                    "line": {"color": line["color"]},
                    "y2_axis": line["unit"] != data["series"][0]["unit"],
                }
            )
        self._place(sheet, chart, widget)

    def _parts(self, widget):
        data = widget["data"]
        sheet = self._sheet(widget["title"])
        top = ROWS_OF_CHART + 1
        sheet.set_column(0, 0, 34)
        unit = widget["metrics"][0]["unit"]
        for row, part in enumerate(data["rows"], top + 1):
            sheet.write_string(row, 0, part["name"])
            self._number(sheet, row, 1, part["value"], unit)
            self._number(sheet, row, 2, part.get("share", part.get("rate")), "percent")
        sheet.write_string(top, 1, self.words.columns[1], self.bold)
        sheet.write_string(top, 2, "%", self.bold)
        kind = "doughnut" if widget["kind"] == "doughnut" else "bar"
        chart = self.book.add_chart({"type": kind})
        last = top + len(data["rows"])
        chart.add_series(
            {
                "name": widget["title"],
                "categories": [sheet.name, top + 1, 0, last, 0],
                "values": [sheet.name, top + 1, 1, last, 1],
                "points": [{"fill": {"color": part["color"]}} for part in data["rows"]],
            }
        )
        if kind == "bar":
            chart.set_y_axis({"reverse": True})
            chart.set_legend({"none": True})
        self._place(sheet, chart, widget)

    def _place(self, sheet, chart, widget):
        chart.set_title({"name": widget["title"], "overlay": False})
        chart.set_size({"width": 720, "height": 20 * ROWS_OF_CHART})
        sheet.insert_chart(0, 0, chart)

    def _table(self, widget):
        data = widget["data"]
        sheet = self._sheet(widget["title"])
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(data["columns"]), 18)
        units = {metric["code"]: metric["unit"] for metric in widget["metrics"]}
        for column, metric in enumerate(data["columns"], 1):
            sheet.write_string(0, column, metric["name"], self.bold)
        for row, line in enumerate(data["rows"], 1):
            sheet.write_string(row, 0, line["name"])
            for column, cell in enumerate(line["values"], 1):
                unit = units[data["columns"][column - 1]["metric"]]
                self._number(sheet, row, column, cell["value"], unit)

    def _feed(self, widget):
        sheet = self._sheet(widget["title"])
        sheet.set_column(0, 1, 40)
        for row, line in enumerate(widget["data"]["rows"]):
            sheet.write_string(row, 0, line["name"])
            sheet.write_string(row, 1, line["text"])
            sheet.write_string(row, 2, line["reason"])
