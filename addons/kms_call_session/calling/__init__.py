"""When and whom one may call, and what one says, in plain Python and without a database."""

from .rights import CONSENT, NO_CONSENT, OPT_OUT, may_not_call
from .script import BLANKS, fill
from .windows import is_open, next_opening, other_part_of_day

__all__ = [
    "BLANKS",
    "CONSENT",
    "NO_CONSENT",
    "OPT_OUT",
    "fill",
    "is_open",
    "may_not_call",
    "next_opening",
    "other_part_of_day",
]
