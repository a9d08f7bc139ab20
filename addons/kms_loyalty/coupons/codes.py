"""Codes of coupons: short enough to be said, too many to be guessed."""

import secrets

# Without the signs that people confuse: 0 O 1 I L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GENERIC = "GEN"
SPECIAL = "SPE"
DRAWN = 8


def draw(prefix):
    """Draw a code among 31^8, with the system's own randomness.

    >>> code = draw(SPECIAL)
    >>> len(code), code[:3], set(code[3:]) <= set(ALPHABET)
    (11, 'SPE', True)
    """
    return prefix + "".join(secrets.choice(ALPHABET) for _place in range(DRAWN))


def spellings(code):
    """Return how a typed code may be stored: as it is, or in capitals; none for what is no code.

    >>> spellings(" gen7k4m2p ")
    ['gen7k4m2p', 'GEN7K4M2P']
    >>> spellings(["%"])
    []
    """
    if not isinstance(code, str) or not 0 < len(code.strip()) <= 64:
        return []
    return list(dict.fromkeys((code.strip(), code.strip().upper())))
