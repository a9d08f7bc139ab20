"""Sets of ids as bitmaps. No environment."""


def pack(ids):
    """Pack ids.

    :param ids: iterable of positive int
    :rtype: bytes
    """
    ids = list(ids)
    bits = bytearray(max(ids, default=0) // 8 + 1)
    for number in ids:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def unpack(packed):
    """A packed set as a number: ``|`` unites, ``&`` intersects, ``bit_count()`` counts.

    :param packed: bytes-like
    :rtype: int
    """
    return int.from_bytes(packed, "little")
