from math import asin, cos, inf, radians, sin, sqrt

EARTH_RADIUS = 6371.0088


def haversine(start, end):
    """Return the great-circle distance between two points, in kilometres.

    Good to 0.5 % (the Earth is taken as a sphere of its mean radius, IUGG).

    :param tuple[float, float] start: latitude and longitude in degrees
    :param tuple[float, float] end: latitude and longitude in degrees
    :rtype: float
    """
    lat1, lon1, lat2, lon2 = map(radians, (*start, *end))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, chord)))


def speed(distance, seconds):
    """Return the speed needed to cover a distance, infinite when no time passed.

    :param float distance: kilometres
    :param float seconds: time between the two points
    :return: kilometres per hour
    :rtype: float
    """
    if not distance:
        return 0.0
    return distance * 3600 / seconds if seconds > 0 else inf
