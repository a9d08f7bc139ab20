import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from .outdated import renumber

# Why a number is none. Sentences for people are the caller's business.
CHARACTERS = "characters"
TOO_SHORT = "too_short"
TOO_LONG = "too_long"
PREFIX = "prefix"
OUTDATED = "outdated"

# Nobody writes a number longer than this, whatever the separators.
MAX_LENGTH = 40
# Carriers' names without the country that the library appends to some of them.
OPERATORS = {"MTN Cameroon": "MTN", "NEXTTEL": "Nexttel"}
# Cameroon's fixed lines are all the historic operator's; the library names mobile carriers only.
FIXED_LINE_OPERATORS = {"CM": "Camtel"}
# How people there group the digits, where the library groups them otherwise: 699 00 11 22.
GROUPS = {237: (3, 2, 2, 2), 225: (2, 2, 2, 2, 2)}


class PhoneNumber(NamedTuple):
    """A number as understood. Without ``e164`` it cannot be dialled, and ``error`` says why."""

    e164: str = ""
    international: str = ""
    operator: str = ""
    suggestion: str = ""
    error: str = ""


@lru_cache(maxsize=4096)
def normalize(number, country_code=""):
    """Understand a phone number the way people write it.

    Separators do not matter, nor whether the calling code is written +237, 00237, 237 or not.

    :param str number: as written
    :param str country_code: ISO code of the country that numbers without a calling code belong to
    :rtype: PhoneNumber
    """
    text = unicodedata.normalize("NFKC", number or "").strip()
    if not text:
        return PhoneNumber()
    if len(text) > MAX_LENGTH:
        return PhoneNumber(error=TOO_LONG)
    readings = [_parse(text, country_code)]
    if not text.startswith(("+", "00", "(")):
        readings.append(_parse(f"+{text}", country_code))
    for reading in readings:
        if reading and phonenumbers.is_valid_number(reading):
            return _describe(reading)
    for reading in readings:
        today = reading and _renumbered(reading)
        if today:
            suggestion = _describe(today)
            return PhoneNumber(
                suggestion=suggestion.international, operator=suggestion.operator, error=OUTDATED
            )
    return PhoneNumber(error=_error(text, readings[0]))


def example(country_code):
    """A mobile number of a country, the way it is written there, to show what is expected.

    :param str country_code: ISO code
    :rtype: str
    """
    number = _example(country_code or "")
    return _international(number) if number else ""


def _example(region):
    return phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)


def _parse(text, region):
    try:
        return phonenumbers.parse(text, region or None)
    except NumberParseException:
        return None


def _renumbered(reading):
    region = phonenumbers.region_code_for_country_code(reading.country_code)
    today = renumber(phonenumbers.national_significant_number(reading), region)
    number = _parse(today, region) if today else None
    return number if number and phonenumbers.is_valid_number(number) else None


def _describe(number):
    from phonenumbers import carrier  # megabytes of names: loaded with the first number

    region = phonenumbers.region_code_for_number(number)
    operator = carrier.name_for_number(number, "en")
    kind = phonenumbers.number_type(number)
    if not operator and kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        operator = FIXED_LINE_OPERATORS.get(region, "")
    return PhoneNumber(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        international=_international(number),
        operator=OPERATORS.get(operator, operator),
    )


def _international(number):
    digits = phonenumbers.national_significant_number(number)
    groups = GROUPS.get(number.country_code)
    if not groups or number.extension or len(digits) != sum(groups):
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    rest = iter(digits)
    return " ".join([f"+{number.country_code}", *("".join(islice(rest, size)) for size in groups)])


def _error(text, reading):
    digits = sum(char.isdigit() for char in text)
    if re.search(r"[^\W\d_]", text) or not digits:
        return CHARACTERS
    if reading is None:
        return TOO_SHORT if digits < 7 else TOO_LONG if digits > 15 else PREFIX
    reason = phonenumbers.is_possible_number_with_reason(reading)
    if reason == ValidationResult.TOO_LONG:
        return TOO_LONG
    if reason in (ValidationResult.TOO_SHORT, ValidationResult.INVALID_LENGTH):
        return TOO_SHORT
    # Some plans have short special numbers: a mobile number not yet typed in full looks possible.
    region = phonenumbers.region_code_for_country_code(reading.country_code)
    usual = _example(region)
    length = len(phonenumbers.national_significant_number(reading))
    if usual and length < len(phonenumbers.national_significant_number(usual)):
        return TOO_SHORT
    return PREFIX
