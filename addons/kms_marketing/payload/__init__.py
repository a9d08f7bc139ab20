"""Reading what web forms and advertisers send, in plain Python and without a database."""

from .body import Malformed, clean_text, digest, dump, read_body, read_json, split
from .fields import find, others
from .mail_text import labelled
from .signature import same_secret, signature_matches

__all__ = [
    "Malformed",
    "clean_text",
    "digest",
    "dump",
    "find",
    "labelled",
    "others",
    "read_body",
    "read_json",
    "same_secret",
    "signature_matches",
    "split",
]
