"""What makes a certificate hard to guess and easy to check, without ``env``."""

from .code import clean_code, clean_number, new_code, show_code
from .limiter import Limiter
from .seal import fingerprint, make_seal
