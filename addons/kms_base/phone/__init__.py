"""What a written phone number means, in plain Python and without a database."""

from .number import (
    CHARACTERS,
    OUTDATED,
    PREFIX,
    TOO_LONG,
    TOO_SHORT,
    PhoneNumber,
    example,
    normalize,
)
from .quick import quick
from .whatsapp import whatsapp_url

__all__ = [
    "CHARACTERS",
    "OUTDATED",
    "PREFIX",
    "TOO_LONG",
    "TOO_SHORT",
    "PhoneNumber",
    "example",
    "normalize",
    "quick",
    "whatsapp_url",
]
