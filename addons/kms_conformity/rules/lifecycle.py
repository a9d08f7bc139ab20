"""Scheduled work is bounded."""

import re

CODE = re.compile(r"^model\.(_cron_\w+)\((.*)\)$", re.DOTALL)
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800, "months": 2592000}
SHORTEST = 60


def cron_method(code):
    """The method that a cron calls, or None when it is more than one plain call."""
    match = CODE.match((code or "").strip())
    return match and match[1]


def bounded_crons(crons):
    """A cron calls one ``_cron_`` method, not more than once a minute, in bounded portions.

    :param crons: iterable of ``(xml id, code, interval number, interval type, method source)``
    """
    found = []
    for xmlid, code, number, unit, source in crons:
        if not cron_method(code):
            found.append(f"{xmlid}: calls {code!r} instead of one model._cron_…() method")
        if not number or number * SECONDS.get(unit, 0) < SHORTEST:
            found.append(f"{xmlid}: runs every {number} {unit}")
        if not re.search(r"\b_?limit\b|_commit_progress|LIMIT", source or ""):
            found.append(f"{xmlid}: neither a limit nor _commit_progress in its method")
    return sorted(found)
