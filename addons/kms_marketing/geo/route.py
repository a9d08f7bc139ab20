"""The order of a day's visits: short, though not proven shortest.

Nearest neighbour, then 2-opt until no reversal helps. The path is open: it begins where the
salesperson stands and ends at the last prospect. On the few dozen stops of a day this comes close
to the best order in milliseconds, where trying every order would take years.
"""

from .distance import haversine

# A reversal that gains less is a rounding error, and could be undone and redone forever (km).
LEAST_GAIN = 1e-9


def order_stops(start, points):
    """Return in which order to visit the points.

    :param start: `(latitude, longitude)` in degrees, or None to start at the first known point
    :param list points: `(latitude, longitude)`, or None for a place nobody knows: these come last,
        in the order given
    :return: indexes of `points`
    :rtype: list[int]
    """
    known = [index for index, point in enumerate(points) if point]
    unknown = [index for index, point in enumerate(points) if not point]
    if not known:
        return unknown
    places = [start or points[known[0]], *(points[index] for index in known)]
    legs = [[haversine(here, there) for there in places] for here in places]
    path = _two_opt(legs, _nearest_neighbour(legs))
    return [known[place - 1] for place in path[1:]] + unknown


def path_lengths(start, points):
    """Return the distance to each point from the one before it, in kilometres.

    :param start: `(latitude, longitude)` or None
    :param list points: `(latitude, longitude)`, or None: 0 km, and the next one is measured from
        the last known point
    :rtype: list[float]
    """
    lengths, here = [], start
    for point in points:
        lengths.append(haversine(here, point) if here and point else 0.0)
        here = point or here
    return lengths


def _nearest_neighbour(legs):
    path, left = [0], set(range(1, len(legs)))
    while left:
        here = legs[path[-1]]
        # the index breaks ties, so that the same points always give the same round
        nearest = min(left, key=lambda place: (here[place], place))
        left.remove(nearest)
        path.append(nearest)
    return path


def _two_opt(legs, path):
    """Turn pieces of the path around as long as that makes it shorter."""
    improved = True
    while improved:
        improved = False
        for first in range(1, len(path) - 1):
            for last in range(first + 1, len(path)):
                if _gain(legs, path, first, last) > LEAST_GAIN:
                    path[first : last + 1] = reversed(path[first : last + 1])
                    improved = True
    return path


def _gain(legs, path, first, last):
    """Return what reversing `path[first:last + 1]` saves; its inner legs stay the same."""
    before, head, tail = path[first - 1], path[first], path[last]
    gain = legs[before][head] - legs[before][tail]
    if last + 1 < len(path):
        after = path[last + 1]
        gain += legs[tail][after] - legs[head][after]
    return gain
