import re
from functools import lru_cache
from itertools import islice
from operator import attrgetter

import phonenumbers
from phonenumbers import PhoneMetadata

from .number import GROUPS

SEPARATORS = str.maketrans("", "", " \u00a0\u202f.-/()")
# The kinds of lines that the library calls valid.
KINDS = attrgetter(
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)


def quick(number, country_code):
    """Understand a plainly written number of a country whose plan is simple, in two microseconds.

    Answers exactly like :func:`normalize`, fifty times as fast, or not at all: lists of thousands
    of numbers ask here first. It knows countries without a trunk prefix and with a fixed grouping.

    :param str number: as written
    :param str country_code: ISO code of the country that numbers without a calling code belong to
    :return: the number in E.164 and in international writing, or None: ask :func:`normalize`
    :rtype: tuple[str, str] | None
    """
    plan = _plan(country_code)
    if not plan:
        return None
    code, groups, valid = plan
    digits = number.translate(SEPARATORS)
    if not digits.isascii() or len(number) > 40 or number[:1] == "(":
        return None
    if not valid(digits):
        digits = digits.removeprefix("+") if digits[:1] == "+" else digits.removeprefix("00")
        if not digits.startswith(code):
            return None
        digits = digits[len(code) :]
        if not valid(digits):
            return None
    rest = iter(digits)
    written = " ".join([f"+{code}", *("".join(islice(rest, size)) for size in groups)])
    return f"+{code}{digits}", written


@lru_cache(maxsize=32)
def _plan(country_code):
    """Calling code, grouping and test of a country's numbers; None when they are not simple."""
    code = phonenumbers.country_code_for_region(country_code or "")
    metadata = PhoneMetadata.metadata_for_region(country_code) if code else None
    if (
        code not in GROUPS
        or metadata.national_prefix
        or metadata.national_prefix_for_parsing
        or metadata.leading_digits
        or len(phonenumbers.region_codes_for_country_code(code)) > 1
    ):
        return None
    groups = GROUPS[code]
    patterns = [kind.national_number_pattern for kind in KINDS(metadata) if kind]
    pattern = "|".join(f"(?:{pattern})" for pattern in patterns if pattern)
    general = metadata.general_desc.national_number_pattern
    valid = re.compile(rf"(?=\d{{{sum(groups)}}}\Z)(?={general})(?:{pattern})\Z", re.ASCII)
    return str(code), groups, valid.match
