"""The code that stands beside the number of a certificate."""

import re
import secrets

# Crockford's alphabet: no letter that is read as a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
LENGTH = 20
GROUP = 5
NUMBER = re.compile(r"[0-9A-Z][0-9A-Z.-]{2,31}")


def new_code():
    """Return a code of 100 random bits.

    >>> len(new_code())
    20
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def show_code(code):
    """Return a code as it is printed.

    >>> show_code("0123456789ABCDEFGHJK")
    '01234-56789-ABCDE-FGHJK'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def clean_code(text):
    """Return the code that a person typed or a link carries, or an empty text.

    >>> clean_code("o1234 56789-abcde-fghjk")
    '0123456789ABCDEFGHJK'
    >>> clean_code("0123"), clean_code("' OR 1=1 --"), clean_code(None)
    ('', '', '')
    """
    if not isinstance(text, str) or len(text) > 2 * LENGTH or not text.isascii():
        return ""
    code = "".join(text.upper().replace("-", " ").split()).translate(MISREAD)
    return code if len(code) == LENGTH and not set(code) - set(ALPHABET) else ""


def clean_number(text):
    """Return the number of a certificate as it is stored, or an empty text.

    >>> clean_number(" ifp-2026-00042 ")
    'IFP-2026-00042'
    >>> clean_number("IFP%"), clean_number(chr(0)), clean_number(42)
    ('', '', '')
    """
    text = text.strip().upper() if isinstance(text, str) else ""
    return text if NUMBER.fullmatch(text) else ""
