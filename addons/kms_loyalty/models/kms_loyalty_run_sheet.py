import io

from odoo import models
from odoo.tools import SQL

# A sheet of Excel has 1 048 576 rows.
MOST_ROWS = 1_000_000
PORTION = 5_000
POINTS = ("frequency", "regularity", "recency", "amount", "score", "previous_score")


class KmsLoyaltyRun(models.Model):
    """The report as an Excel file: numbers are numbers, everything else is text that cannot run."""

    _inherit = "kms.loyalty.run"

    def _kms_workbook(self):
        """Return the report as an Excel file, written row by row.

        :return: name of the file, and what is in it
        :rtype: tuple[str, bytes]
        """
        self.ensure_one()
        import xlsxwriter  # big, and for this alone: loaded when it is used

        output = io.BytesIO()
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(output, options) as book:
            self._kms_write_summary(book)
            self._kms_write_sheet(book, self.env._("Promotions"), "promotion")
            self._kms_write_sheet(book, self.env._("Demotions"), "demotion")
        name = self.env._("loyalty-%(date)s.xlsx", date=self.date)
        return name, output.getvalue()

    def _kms_write_summary(self, book):
        bold = book.add_format({"bold": True, "bottom": 1})
        number = book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet(self.env._("Summary")[:31])
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 3, 14)
        sheet.write_string(0, 0, self.company_id.name, bold)
        sheet.write_string(1, 0, self.display_name)
        names = ("analysed", "promotions", "demotions", "unchanged", "coupons", "written")
        for place, name in enumerate(names, 3):
            sheet.write_string(place, 0, self._fields[name]._description_string(self.env))
            sheet.write_number(place, 1, self[name], number)
        top = 3 + len(names) + 1
        for place, title in enumerate(self._kms_headings()):
            sheet.write_string(top, place, title, bold)
        for row, line in enumerate(self.line_ids, top + 1):
            sheet.write_string(row, 0, line.name)
            for place, value in enumerate((line.before, line.after, line.change), 1):
                sheet.write_number(row, place, value, number)
        sheet.insert_chart(top + len(self.line_ids) + 3, 0, self._kms_chart(book, sheet.name, top))

    def _kms_chart(self, book, sheet, top):
        chart = book.add_chart({"type": "column"})
        last = top + len(self.line_ids)
        for column, color in ((1, "#ADB5BD"), (2, "#0072B2")):
            chart.add_series(
                {
                    "name": [sheet, top, column],
                    "categories": [sheet, top + 1, 0, last, 0],
                    "values": [sheet, top + 1, column, last, column],
                    "fill": {"color": color},
                }
            )
        chart.set_title({"name": self.env._("Customers per tier")})
        return chart

    def _kms_write_sheet(self, book, name, kind):
        Move = self.env["kms.loyalty.move"]
        bold = book.add_format({"bold": True, "bottom": 1})
        points = book.add_format({"num_format": "0.00"})
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 9, 13)
        sheet.freeze_panes(1, 0)
        titles = ["partner_id", "from_tier_id", "to_tier_id", *POINTS, "card_id"]
        for place, title in enumerate(titles):
            sheet.write_string(0, place, Move._fields[title]._description_string(self.env), bold)
        for row, line in enumerate(self._kms_rows(kind), 1):
            for place, value in enumerate(line):
                if isinstance(value, str) or value is None:
                    sheet.write_string(row, place, value or "")
                else:
                    sheet.write_number(row, place, value, points)

    def _kms_rows(self, kind):
        """Yield the moves of a kind, a portion in memory at a time."""
        Move, last = self.env["kms.loyalty.move"], 0
        names = {tier.id: tier.name for tier in self.line_ids.tier_id}
        # the rules of the reader decide which moves and customers there are to read
        domain = [("run_id", "=", self.id), ("kind", "=", kind)]
        for _portion in range(MOST_ROWS // PORTION):
            moves = Move.search([*domain, ("id", ">", last)], order="id", limit=PORTION)
            if not moves:
                return
            last = moves[-1].id
            yield from self._kms_portion(moves, names)

    def _kms_portion(self, moves, names):
        self.env.cr.execute(
            SQL(
                """
                SELECT p.complete_name, m.from_tier_id, m.to_tier_id, m.frequency, m.regularity,
                       m.recency, m.amount, m.score, m.previous_score, c.code
                  FROM kms_loyalty_move m JOIN res_partner p ON p.id = m.partner_id
             LEFT JOIN loyalty_card c ON c.id = m.card_id
                 WHERE m.id = ANY(%s) ORDER BY m.id
                """,
                moves.ids,
            )
        )
        moves.invalidate_recordset()
        for name, source, target, *rest in self.env.cr.fetchall():
            yield [name, names.get(source, ""), names.get(target, ""), *rest]
