"""Tables as an Excel file. No environment.

Numbers are numbers and everything else is text: nothing that somebody typed can run.
"""

import io

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(name, sections):
    """Write tables below each other on one sheet.

    :param str name: what stands above them
    :param list sections: dicts of ``title``, ``columns`` and ``rows``
    :rtype: bytes
    """
    import xlsxwriter  # big, and for this alone: loaded when it is used

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        title = book.add_format({"bold": True, "font_size": 14})
        sheet = book.add_worksheet()
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 8, 16)
        sheet.write_string(0, 0, name, title)
        row = 2
        for section in sections:
            sheet.write_string(row, 0, section["title"], title)
            for column, text in enumerate(section["columns"]):
                sheet.write_string(row + 1, column, text, bold)
            row += 2
            for cells in section["rows"]:
                for column, cell in enumerate(cells):
                    _write(sheet, row, column, cell)
                row += 1
            row += 1
    return output.getvalue()


def _write(sheet, row, column, cell):
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)
