"""Numbers cut into bands, so that a weight per band draws any curve.

A band's key is the number of edges at or below the value: what ``width_bucket(value, edges)``
answers in PostgreSQL, so that both sides agree to the last case.
"""

from bisect import bisect_right

UNKNOWN = ""


def band(value, edges):
    """Return the key of the band of a number; "" when there is none.

    :param float | None value: the number
    :param list edges: growing numbers; a value equal to an edge belongs to the band above it
    :rtype: str
    """
    return UNKNOWN if value is None else str(bisect_right(edges, value))


def edges_of(values, parts=8, few=12):
    """Return edges that suit some values: each value its band when they are few, else equal shares.

    :param list values: numbers
    :rtype: list[float]
    """
    ordered = sorted(values)
    distinct = sorted(set(ordered))
    if len(distinct) <= few:
        return distinct[1:]
    cuts = {ordered[len(ordered) * part // parts] for part in range(1, parts)}
    return sorted(cuts - {ordered[0]})
