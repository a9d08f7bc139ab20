import contextlib
import csv
import io
import itertools
import zipfile
from datetime import date, datetime, time
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

# A file of 100 000 leads is 7 MB, and 70 MB when it is unpacked.
MAX_BYTES = 30_000_000
MAX_UNPACKED = 300_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 60
# Titles and empty lines that people leave above the headings.
MAX_PREAMBLE = 20
CSV_DELIMITERS = ";,\t|"
# Why a file cannot be read. Sentences for people are the caller's business.
EMPTY = "empty"
FORMAT = "format"
DAMAGED = "damaged"
TOO_BIG = "too_big"
TOO_MANY_ROWS = "too_many_rows"
OLD_EXCEL = "old_excel"


class SheetError(Exception):
    """A file that cannot be read; ``str()`` is one of the reasons above."""


class Row(NamedTuple):
    """``number`` as the spreadsheet program shows it, ``cells`` as texts."""

    number: int
    cells: list


def open_sheet(data, is_heading=bool):
    """Read the first sheet of a file.

    Rows come one by one, so that a long file does not fill the memory; what is wrong further down
    is told when it is reached.

    :param bytes data: an xlsx file, or a CSV file with any usual delimiter and encoding
    :param is_heading: function(text) that knows a heading when it sees one
    :return: the headings, and an iterator of the rows below them that are not empty
    :rtype: tuple[list[str], Iterator[Row]]
    :raise SheetError: there is nothing to read
    """
    if len(data) > MAX_BYTES:
        raise SheetError(TOO_BIG)
    if not data.strip():
        raise SheetError(EMPTY)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError(OLD_EXCEL)
    rows = _xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data)
    filled = (row for row in rows if any(row.cells))
    preamble = list(itertools.islice(filled, MAX_PREAMBLE))
    if not preamble:
        raise SheetError(EMPTY)
    scores = [sum(map(is_heading, filter(None, row.cells))) for row in preamble]
    start = scores.index(max(scores))
    headings = preamble[start].cells
    while headings and not headings[-1]:
        headings.pop()
    return headings, _limited(itertools.chain(preamble[start + 1 :], filled), len(headings))


def estimate_rows(data):
    """About how many rows a file has, without reading them: for a progress bar.

    :param bytes data: the file
    :rtype: int
    """
    if not data.startswith(b"PK"):
        return max(data.count(b"\n"), data.count(b"\r"))
    count, rest = 0, b""
    with (
        contextlib.suppress(zipfile.BadZipFile, KeyError, OSError, NotImplementedError),
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        archive.open("xl/worksheets/sheet1.xml") as sheet,
    ):
        while count < MAX_ROWS and (block := sheet.read(1 << 20)):
            count += (rest + block).count(b"<row ")
            rest = block[-4:]
    return min(count, MAX_ROWS)


def _limited(rows, width):
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            raise SheetError(TOO_MANY_ROWS)
        cells = row.cells[:width]
        yield Row(row.number, cells + [""] * (width - len(cells)))


def _xlsx_rows(data):
    # big, and for this alone: loaded when it is used
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise SheetError(TOO_BIG)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # the size that the file claims may be wrong, and openpyxl would believe it
        sheet.reset_dimensions()
        for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
            yield Row(number, [value if type(value) is str else _text(value) for value in values])
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        OverflowError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        # whatever openpyxl stumbles over in a file that another program wrote badly
        raise SheetError(DAMAGED) from error


def _csv_rows(data):
    text = _decode(data)
    first = text.lstrip("\r\n")[:4000].splitlines()[:1] or [""]
    delimiter = max(CSV_DELIMITERS, key=first[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for values in reader:
            # a quoted cell may hold several lines; the row is where it starts
            yield Row(number + 1, [value.strip() for value in values[:MAX_COLUMNS]])
            number = reader.line_num
    except csv.Error as error:
        raise SheetError(DAMAGED) from error


def _decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # what Excel writes in Western Europe and French-speaking Africa
        text = data.decode("cp1252", errors="replace")
    if text.count("\0") > len(text) // 100:
        raise SheetError(FORMAT)
    return text


def _text(value):
    """A cell's value the way a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        # a phone number that the spreadsheet took for a quantity
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
