from odoo.addons.web.controllers import export

# A cell that starts with one of these is a formula for a spreadsheet program. Core already
# quotes "=", "+" and "-" in CSV files.
CSV_FORMULA_STARTS = ("@", "\t", "\r", "\n")


class PlainTextWriterMixin:
    """Write text as text: what a stranger typed at the door must not run in a manager's Excel."""

    def write(self, row, column, cell_value, style=None):
        """Write one cell; see core's ``ExportXlsxWriter.write``."""
        if isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class PlainTextXlsxWriter(PlainTextWriterMixin, export.ExportXlsxWriter):
    """A flat list without live formulas."""


class PlainTextGroupXlsxWriter(PlainTextWriterMixin, export.GroupExportXlsxWriter):
    """A grouped list without live formulas."""


class ExcelExport(export.ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        """Return the bytes of a grouped xlsx file; see core."""
        with PlainTextGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for group_name, group in groups.children.items():
                row, column = writer.write_group(row, column, group_name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        """Return the bytes of a flat xlsx file; see core."""
        with PlainTextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for row_index, row in enumerate(rows, start=1):
                for column_index, value in enumerate(row):
                    writer.write_cell(row_index, column_index, value)
        return writer.value


class CSVExport(export.CSVExport):
    def from_data(self, fields, columns_headers, rows):
        """Return the text of a CSV file; see core."""
        plain = [
            [
                f"'{value}"
                if isinstance(value, str) and value.startswith(CSV_FORMULA_STARTS)
                else value
                for value in row
            ]
            for row in rows
        ]
        return super().from_data(fields, columns_headers, plain)
