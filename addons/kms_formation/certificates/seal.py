"""The seal of a certificate: changed content has another one."""

import base64
import hashlib
import hmac
import json

FINGERPRINT = 10


def make_seal(key, content):
    """Return the seal of a certificate's content (HMAC-SHA256, RFC 2104).

    :param str key: the school's secret
    :param dict content: plain values; their order does not matter
    :rtype: str

    >>> one = make_seal("k", {"name": "Ngo", "day": "2026-01-01"})
    >>> one == make_seal("k", {"day": "2026-01-01", "name": "Ngo"})
    True
    >>> one == make_seal("k", {"day": "2026-01-01", "name": "Ngu"})
    False
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def fingerprint(value):
    """Return the short form of a seal that people compare.

    >>> fingerprint("00" * 32)
    'AAAAA-AAAAA'
    """
    text = base64.b32encode(bytes.fromhex(value)).decode()[:FINGERPRINT]
    return f"{text[:5]}-{text[5:]}"
