import contextlib
import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

# Control characters, and those that only steer the direction or the joining of letters.
INVISIBLE = re.compile(
    "[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
CURRENCY = re.compile(r"(?:f\.?\s?cfa|cfa|xaf|xof|francs?|f)\.?", re.IGNORECASE)
AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
DATE_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y/%m/%d")
TIME_FORMATS = ("", " %H:%M", " %H:%M:%S")
# Day 0 of a spreadsheet's calendar, and the days that are plausible as a date there (1990-2100).
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  as wall clocks go
SERIALS = (32874, 73050)


def clean(text):
    """One line of text without invisible characters and doubled spaces.

    :param str text: as found in a cell
    :rtype: str
    """
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else " ".join(text.split())
    return " ".join(INVISIBLE.sub("", text).split())


@lru_cache(maxsize=4096)
def fold(text):
    """What two spellings of the same words have in common: no case, accents or punctuation.

    >>> fold("  No_of  TELEPHONE: ")
    'no of telephone'

    :param str text: a heading or a name
    :rtype: str
    """
    letters = unicodedata.normalize("NFKD", text.replace("°", " ").casefold())
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+|_+", " ", letters).split())


@lru_cache(maxsize=4096)
def read_amount(text):
    """Read an amount the way people write it.

    >>> read_amount("1 250 000 FCFA"), read_amount("1.250.000"), read_amount("1250,5")
    (1250000.0, 1250000.0, 1250.5)

    :param str text: as written
    :return: the amount, or None when it is none
    :rtype: float | None
    """
    digits = CURRENCY.sub("", re.sub(r"\s", "", text))
    if digits.count(".") > 1 or re.fullmatch(r"\d{1,3}(?:[.]\d{3})+", digits):
        digits = _ungroup(digits, ".")
    if digits.count(",") > 1 or re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = _ungroup(digits, ",")
    digits = digits.replace(",", ".")
    return float(digits) if AMOUNT.fullmatch(digits) else None


def _ungroup(digits, mark):
    """Take thousands separators out, where they stand every three digits."""
    whole, _comma, decimals = digits.partition("," if mark == "." else ".")
    first, *groups = whole.split(mark)
    if first and all(len(group) == 3 for group in groups):
        return "".join([first, *groups]) + ("." + decimals if decimals else "")
    return "?"


@lru_cache(maxsize=4096)
def read_date(text):
    """Read a day, with or without a time, the way people write it: the day comes before the month.

    :param str text: as written, ISO, or a spreadsheet's number of days
    :rtype: datetime.datetime | None
    """
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text)
    number = read_amount(text) if re.fullmatch(r"\d{5}(?:\.\d+)?", text) else None
    if number and SERIALS[0] <= number <= SERIALS[1]:
        return EPOCH + timedelta(seconds=round(number * 86400))
    for day in DATE_FORMATS:
        for time in TIME_FORMATS:
            with contextlib.suppress(ValueError):
                return datetime.strptime(text, day + time)  # noqa: DTZ007  as wall clocks go
    return None
