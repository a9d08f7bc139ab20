"""Reading what people keep in spreadsheets, in plain Python and without a database."""

from .cells import clean, fold, read_amount, read_date
from .errors import write_problems
from .files import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Row, SheetError, estimate_rows, open_sheet
from .headings import FIRST_NAME, SYNONYMS, is_heading, recognize

__all__ = [
    "FIRST_NAME",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "SYNONYMS",
    "Row",
    "SheetError",
    "clean",
    "estimate_rows",
    "fold",
    "is_heading",
    "open_sheet",
    "read_amount",
    "read_date",
    "recognize",
    "write_problems",
]
