import io
import json

from openpyxl import load_workbook

from odoo import http
from odoo.tests import HttpCase, tagged

FORMULAS = ["=cmd|' /C calc'!A0", "@SUM(A1:A9)", "+1+1", "-1+1", "\t=1+1", "=1+1"]


@tagged("post_install", "-at_install")
class TestExport(HttpCase):
    """Nothing that somebody typed runs in the spreadsheet of who exports it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": formula, "color": 11} for formula in FORMULAS]
        )

    def _export(self, kind, groupby=()):
        self.authenticate("admin", "admin")
        response = self.url_open(
            f"/web/export/{kind}",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "data": json.dumps(
                    {
                        "model": "res.partner.category",
                        "fields": [
                            {"name": "id", "label": "=1+1", "type": "char"},
                            {"name": "name", "label": "Name", "type": "char"},
                        ],
                        "ids": self.tags.ids,
                        "domain": [("id", "in", self.tags.ids)],
                        "groupby": list(groupby),
                        "import_compat": False,
                    }
                ),
            },
        )
        response.raise_for_status()
        return response.content

    def _cells(self, content):
        sheet = load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def test_xlsx_holds_no_formula(self):
        cells = self._cells(self._export("xlsx"))
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertIn("=1+1", [cell.value for cell in cells])

    def test_grouped_xlsx_holds_no_formula(self):
        cells = self._cells(self._export("xlsx", groupby=["name"]))
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_csv_holds_no_formula(self):
        text = self._export("csv").decode()
        for formula in FORMULAS:
            self.assertIn(f"\"'{formula}", text)
