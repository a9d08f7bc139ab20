import io


def write_problems(headings, rows, words):
    """A file of the rows that have problems, to correct and to drop again.

    Every cell is text: what a stranger wrote does not run as a formula.

    :param headings: headings of the original file
    :param rows: iterable of (number, cells, problems), where problems are pairs of a column's index
        (None: of no column) and a sentence
    :param words: headings of the three columns that are added: row, column, problem
    :return: the bytes of an xlsx file
    """
    import xlsxwriter  # big, and for this alone: loaded when it is used

    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        wrong = book.add_format({"bg_color": "#F8D7DA"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings), 18)
        sheet.set_column(len(headings) + 2, len(headings) + 2, 70)
        for column, heading in enumerate([*headings, *words]):
            sheet.write_string(0, column, heading, bold)
        for line, (number, cells, problems) in enumerate(rows, 1):
            marked = {column for column, _sentence in problems}
            for column, cell in enumerate(cells):
                if cell or column in marked:
                    text = cell.replace("\0", "")[:32000]
                    sheet.write_string(line, column, text, wrong if column in marked else None)
            names = [headings[column] for column, _sentence in problems if column is not None]
            sheet.write_number(line, len(headings), number)
            sheet.write_string(line, len(headings) + 1, "\n".join(dict.fromkeys(names)), wrapped)
            sentences = "\n".join(sentence for _column, sentence in problems)
            sheet.write_string(line, len(headings) + 2, sentences[:32000], wrapped)
    return content.getvalue()
