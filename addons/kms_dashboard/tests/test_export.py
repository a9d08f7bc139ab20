import io
import json

from lxml import etree
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import FiguresCase

MARCH = {"kind": "month", "date": "2026-03-15"}
EVIL = '=HYPERLINK("http://evil.example";"x")<script>alert(1)</script>'


@tagged("post_install", "-at_install")
class TestExport(FiguresCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign.name = EVIL
        for day, channel in ((3, "showroom"), (4, "field"), (20, "digital")):
            cls._lead(cls, f"2026-03-{day:02} 10:00:00", channel, campaign_id=cls.campaign.id)
        cls._lead(cls, "2026-02-05 10:00:00")
        cls.board.name = EVIL
        cls.env.flush_all()

    def _workbook(self, **options):
        boards = self.env["kms.board"].with_user(self.manager)
        _name, content = boards._kms_workbook(self.board.id, MARCH, {}, **options)
        return content

    def test_cells_are_the_cards(self):
        """For every card: the cell in Excel is the number on the card, and a number."""
        sheet = load_workbook(io.BytesIO(self._workbook())).worksheets[0]
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=5) if row[0].value}
        cards = [
            widget for widget in self._load()["widgets"] if widget["kind"] in ("card", "gauge")
        ]
        self.assertEqual(len(rows), len(cards))
        for card in cards:
            row = rows[card["title"]]
            for column, name in ((1, "value"), (2, "previous"), (3, "change"), (5, "n")):
                value = card["data"][name]
                if value is None:
                    self.assertIsNone(row[column].value)
                else:
                    self.assertAlmostEqual(row[column].value, value, 6)

    def test_curves_are_on_their_sheets(self):
        book = load_workbook(io.BytesIO(self._workbook()))
        line = self._widget(self._load(), "line", self.leads)
        sheet = book[line["title"][:27]]
        self.assertEqual(len(sheet._charts), 1)
        values = [cell.value or 0 for cell in sheet["B"][18:]]
        self.assertEqual(values, [value or 0 for value in line["data"]["series"][0]["points"]])

    def test_nothing_runs(self):
        """Names that were typed stay text: no formula, no link, no script."""
        book = load_workbook(io.BytesIO(self._workbook()))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertIn(EVIL, [cell.value for cell in cells])
        self.assertFalse([cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink])
        svg = self.env["kms.board"].with_user(self.manager).picture(self.board.id, MARCH)
        drawing = etree.fromstring(svg.encode())
        names = {node.tag.split("}")[1] for node in drawing.iter()}
        self.assertEqual(names & {"script", "a", "foreignObject", "image"}, set())
        self.assertIn("=HYPERLINK", "".join(drawing.itertext()))

    def test_picture_of_each_widget(self):
        boards = self.env["kms.board"].with_user(self.manager)
        for widget in self.board.widget_ids:
            with self.subTest(kind=widget.kind):
                svg = boards.picture(self.board.id, MARCH, {}, widget.id)
                self.assertGreater(len(list(etree.fromstring(svg.encode()))), 2)
        with self.assertRaises(UserError):
            boards.picture(self.board.id, MARCH, {}, 2**30)

    def test_an_empty_period_is_drawn(self):
        boards = self.env["kms.board"].with_user(self.manager)
        svg = boards.picture(self.board.id, {"kind": "month", "date": "2001-03-15"})
        self.assertGreater(len(etree.fromstring(svg.encode())), 2)
        boards._kms_workbook(self.board.id, {"kind": "month", "date": "2001-03-15"})

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.env["kms.board"].with_user(self.seller).picture(self.board.id, MARCH)
        with self.assertRaises(AccessError):
            self.env["kms.board"].with_user(self.seller)._kms_workbook(self.board.id, MARCH)

    def test_download(self):
        self.authenticate(self.manager.login, self.manager.login)
        wanted = json.dumps({"board_id": self.board.id, "period": MARCH, "filters": {}})
        answer = self.url_open("/kms_dashboard/xlsx", params={"data": wanted})
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(load_workbook(io.BytesIO(answer.content)).worksheets)
        for bad in ("x", "[]", "null", '{"board_id": "1"}'):
            with self.subTest(bad=bad), self.assertLogs("odoo.http", "WARNING"):
                answer = self.url_open("/kms_dashboard/xlsx", params={"data": bad})
            self.assertGreaterEqual(answer.status_code, 400)
        self.authenticate(self.seller.login, self.seller.login)
        with self.assertLogs("odoo.http", "WARNING"):
            answer = self.url_open("/kms_dashboard/xlsx", params={"data": wanted})
        self.assertEqual(answer.status_code, 403)
