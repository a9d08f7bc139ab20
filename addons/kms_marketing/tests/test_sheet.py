import io
import zipfile
from datetime import datetime
from unittest.mock import patch

import openpyxl
import xlsxwriter

from odoo.tests import BaseCase, tagged

from odoo.addons.kms_marketing.sheet import (
    SheetError,
    estimate_rows,
    files,
    is_heading,
    open_sheet,
    recognize,
    write_problems,
)


@tagged("post_install", "-at_install")
class TestSheet(BaseCase):
    def rows_of(self, data):
        headings, rows = open_sheet(data, is_heading)
        return headings, [(row.number, row.cells) for row in rows]

    def workbook(self, *rows):
        content = io.BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        sheet = book.add_worksheet()
        for line, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    style = book.add_format({"num_format": "dd/mm/yyyy"})
                    sheet.write_datetime(line, column, cell, style)
                else:
                    sheet.write(line, column, cell)
        book.close()
        return content.getvalue()

    def refused(self, data):
        with self.assertRaises(SheetError) as caught:
            self.rows_of(data)
        return str(caught.exception)

    def test_csv_as_people_save_it(self):
        text = 'Nom;Tél\n"Ngo; fils";699\n\n"deux\nlignes";6\n;\nKalla;7\n'
        expected = [(2, ["Ngo; fils", "699"]), (4, ["deux\nlignes", "6"]), (7, ["Kalla", "7"])]
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
            with self.subTest(encoding=encoding):
                self.assertEqual(self.rows_of(text.encode(encoding)), (["Nom", "Tél"], expected))
        for delimiter in ",\t|":
            data = f"Nom{delimiter}Ville\nA{delimiter}B\n".encode()
            self.assertEqual(self.rows_of(data), (["Nom", "Ville"], [(2, ["A", "B"])]))

    def test_xlsx_values_are_what_a_person_would_type(self):
        data = self.workbook(
            ["Liste du salon"],
            [],
            ["Nom", "Tél", "Date", "Budget", ""],
            ["A", 699001122, datetime.fromisoformat("2026-03-25"), 12.5, "beyond"],
            [],
            ["=1+1", None, datetime.fromisoformat("2026-03-25 10:30"), True],
        )
        headings, rows = self.rows_of(data)
        self.assertEqual(headings, ["Nom", "Tél", "Date", "Budget"])
        self.assertEqual(rows[0], (4, ["A", "699001122", "2026-03-25", "12.5"]))
        # a formula is its last result, never its text
        self.assertEqual(rows[1], (6, ["0", "", "2026-03-25 10:30:00", "True"]))
        self.assertEqual(estimate_rows(data), 4)

    def test_hostile_files(self):
        book = self.workbook(["Nom"], ["A"])
        self.assertEqual(self.refused(b""), "empty")
        self.assertEqual(self.refused(b" \n "), "empty")
        self.assertEqual(self.refused(b"\0\1\2\3" * 50), "format")
        self.assertEqual(self.refused(b"\xd0\xcf\x11\xe0 old"), "old_excel")
        self.assertEqual(self.refused(b"PK\3\4 nothing"), "damaged")
        self.assertEqual(self.refused(book[: len(book) // 2]), "damaged")
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("a.txt", "no workbook")
        self.assertEqual(self.refused(other.getvalue()), "damaged")
        with patch.object(files, "MAX_UNPACKED", 1000):
            self.assertEqual(self.refused(book), "too_big")
        with patch.object(files, "MAX_BYTES", 100):
            self.assertEqual(self.refused(book), "too_big")
        with patch.object(files, "MAX_ROWS", 2):
            self.assertEqual(self.refused(b"Nom\nA\nB\nC\n"), "too_many_rows")
            self.assertEqual(len(self.rows_of(b"Nom\nA\nB\n")[1]), 2)

    def test_a_far_away_cell_costs_nothing(self):
        content = io.BytesIO()
        with xlsxwriter.Workbook(content) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Nom"])
            sheet.write(1, 16383, "far")
            sheet.write_row(5, 0, ["A"])
        self.assertEqual(self.rows_of(content.getvalue()), (["Nom"], [(6, ["A"])]))

    def test_an_entity_bomb_is_refused(self):
        book = self.workbook(["Nom"], ["A"])
        entities = ['<!ENTITY x0 "lol">']
        entities += [f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12)]
        bomb = f"<!DOCTYPE a [{''.join(entities)}]>"
        content = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(content, "w") as new:
            for entry in old.namelist():
                text = old.read(entry).decode()
                if entry.endswith("sheet1.xml"):
                    text = text.replace("<worksheet", f"{bomb}<worksheet", 1)
                    text = text.replace("<v>0</v>", "<v>&x11;</v>", 1)
                new.writestr(entry, text)
        self.assertEqual(self.refused(content.getvalue()), "damaged")

    def test_headings_in_french_and_english(self):
        found = recognize(
            ["NOM ET PRÉNOMS", "N° de téléphone", "E-Mail", "Société", "Phone", "Âge", "Produit"]
        )
        expected = ["contact_name", "phone", "email_from", "partner_name", "", "", "product"]
        self.assertEqual(found, expected)
        self.assertEqual(recognize(["Qui", "Nom"], {"qui": "city", "nom": ""}), ["city", ""])

    def test_the_file_of_problems_can_be_dropped_again(self):
        rows = [(3, ["=1+1", "12\0"], [(1, "Too short."), (None, "Nobody.")])]
        data = write_problems(["Nom", "Tél"], rows, ["Ligne", "Colonne", "Problème"])
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        self.assertEqual(sheet["A2"].data_type, "s")
        headings, [(number, cells)] = self.rows_of(data)
        self.assertEqual(headings, ["Nom", "Tél", "Ligne", "Colonne", "Problème"])
        self.assertEqual((number, cells), (2, ["=1+1", "12", "3", "Tél", "Too short.\nNobody."]))
        keys = ["contact_name", "phone", "", "", ""]
        self.assertEqual(recognize(headings), keys)
