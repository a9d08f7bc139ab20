"""Attendance is counted in hours: half a morning missed is not a day missed."""

from odoo.tools import float_round


def class_hours(duration, state, minutes_late=0, excused_counts=False):
    """Return the hours of one class that were held for a student, and those attended.

    :param float duration: hours of the class
    :param str state: present, late, absent, excused
    :param int minutes_late: taken off the hours of a student who came late
    :param bool excused_counts: whether an excused absence lowers the attendance
    :rtype: tuple[float, float]

    >>> class_hours(4, "present"), class_hours(4, "late", 30)
    ((4, 4), (4, 3.5))
    >>> class_hours(4, "absent"), class_hours(4, "excused"), class_hours(4, "excused", 0, True)
    ((4, 0), (0, 0), (4, 0))
    >>> class_hours(2, "late", 500)
    (2, 0)
    """
    if state == "excused" and not excused_counts:
        return 0, 0
    if state == "present":
        return duration, duration
    if state == "late":
        return duration, max(0, duration - minutes_late / 60)
    return duration, 0


def share(held, attended):
    """Return the attendance in percent, one decimal; 0 when no class was held.

    >>> share(40, 30), share(3, 2), share(0, 0)
    (75.0, 66.7, 0.0)
    """
    return float_round(100 * attended / held, precision_digits=1) if held else 0.0
