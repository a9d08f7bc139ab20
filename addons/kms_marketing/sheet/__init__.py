"""Reading what people keep in spreadsheets, in plain Python and without a database."""

from .cells import clean, fold, read_amount, read_date

__all__ = ["clean", "fold", "read_amount", "read_date"]
