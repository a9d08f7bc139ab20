"""Which backups stay: all of the last hours, the last of each day, week and month, so many each."""

import datetime

KEEP = {"%Y-%m-%d": 7, "%G-%V": 4, "%Y-%m": 6}
# An update that failed is tried again: its second backup must not take the place of the first,
# which alone is of the database before.
YOUNG = datetime.timedelta(days=1)
STAMP = "%Y%m%dT%H%M%SZ"


def kept(moments, keep=None):
    """The moments of the backups that stay: 7 days, 4 weeks and 6 months that have one.

    The newest of a day, of a week, of a month stands for it; one backup may stand for all three.
    What is less than a day older than the newest stays in any case.

    :param moments: iterable of :class:`datetime.datetime`
    :param keep: other numbers: format that names a period → how many periods
    :return: a set
    """
    newest_first = sorted(moments, reverse=True)
    staying = {moment for moment in newest_first if newest_first[0] - moment < YOUNG}
    for form, count in (keep or KEEP).items():
        periods = {}
        for moment in newest_first:
            periods.setdefault(moment.strftime(form), moment)
        staying.update(list(periods.values())[:count])
    return staying


def file_name(database, moment):
    """Name of the backup of ``database`` taken at ``moment`` (UTC)."""
    return f"{database}-{moment.strftime(STAMP)}.kms.gpg"


def moment_of(name, database):
    """When the backup ``name`` of ``database`` was taken, or None when it is something else.

    >>> moment_of("kms-20261121T013000Z.kms.gpg", "kms").hour
    1
    """
    prefix, suffix = f"{database}-", ".kms.gpg"
    if not name.startswith(prefix) or not name.endswith(suffix):
        return None
    try:
        moment = datetime.datetime.strptime(
            name[len(prefix) : -len(suffix)] + "+0000", f"{STAMP}%z"
        )
    except ValueError:
        return None
    return moment


def backups(folder, database):
    """The backups of ``database`` in ``folder``: moment → path, oldest first."""
    found = {}
    for path in folder.glob(f"{database}-*.kms.gpg"):
        moment = moment_of(path.name, database)
        if moment:
            found[moment] = path
    return dict(sorted(found.items()))
