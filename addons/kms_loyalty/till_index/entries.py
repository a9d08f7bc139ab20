"""Entries of a till's index: found by a keyed digest, readable only by who knows the number.

An entry is found by HMAC-SHA512(key, text): its first 8 bytes are the digest, the following ones
hide the end of the entry (a name). The key is the till's own and comes from the server. Without it
digests cannot be tried out; with it a name shows only for a number that was typed. It does not
stand against somebody who has the key and the computer of the till: there are few phone numbers,
and all of them can be tried.
"""

import hashlib
import hmac
from datetime import date
from struct import Struct
from typing import NamedTuple

CUSTOMER = "p:"
COUPON = "c:"
# digest, id, flags, group (tier or program), hundredths of points, day, length of the hidden end
HEAD = Struct("<8sIBIIHB")
# A name is shown, not printed: what fits on a phone. Two numbers each, 100 000 customers are then
# below 12 MB whatever their names (see :func:`most_bytes`).
LONGEST_NAME = 32
IS_COUPON = 0x80
EPOCH = date(2000, 1, 1)
MOST = 0xFFFFFFFF


class Entry(NamedTuple):
    """What a till is to know: of a customer by number, or of a coupon by code."""

    text: str
    id: int
    # lower ranks are meant first when several cards have the number
    rank: int = 0
    group: int = 0
    points: float = 0
    day: date | None = None
    # shown name, or for a coupon the id of its owner
    name: str = ""
    owner: int = 0
    coupon: bool = False


def till_key(secret, till):
    """Return the key of one till's index: two tills share none, and no till learns the secret.

    :param str secret: the database's
    :param int till: id of the point of sale
    :rtype: bytes

    >>> len(till_key("s", 1)), till_key("s", 1) == till_key("s", 2)
    (32, False)
    """
    return hmac.digest(secret.encode(), f"kms_loyalty till index {till}".encode(), "sha256")


def version(key):
    """Name a key without telling it.

    >>> len(version(b"key"))
    16
    """
    return hashlib.sha256(b"version" + key).hexdigest()[:16]


def pack(key, entry):
    """Return the bytes of an entry.

    >>> packed = pack(b"key", Entry("+237699001122", 7, points=12.5, name="Mme Ngo"))
    >>> len(packed), b"Ngo" in packed, b"699001122" in packed
    (31, False, False)
    """
    prefix = COUPON if entry.coupon else CUSTOMER
    mask = hmac.digest(key, (prefix + entry.text).encode(), "sha512")
    tail = Struct("<I").pack(entry.owner) if entry.coupon else _short(entry.name)
    return HEAD.pack(
        mask[:8],
        entry.id,
        entry.rank | (IS_COUPON if entry.coupon else 0),
        entry.group,
        min(MOST, max(0, round(entry.points * 100))),
        min(0xFFFF, max(0, (entry.day - EPOCH).days)) if entry.day else 0,
        len(tail),
    ) + bytes(left ^ right for left, right in zip(tail, mask[8:], strict=False))


def most_bytes(customers):
    """Return what an index weighs at most: each customer with two numbers and a longest name.

    >>> most_bytes(100_000) < 12_000_000
    True
    """
    return customers * 2 * (HEAD.size + LONGEST_NAME)


def _short(name):
    """Cut a name between two characters.

    >>> len(_short("\\u00e9" * 40)), _short("Ngo").decode()
    (32, 'Ngo')
    """
    raw = (name or "").encode()[:LONGEST_NAME]
    return raw.decode(errors="ignore").encode()
