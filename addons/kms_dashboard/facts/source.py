"""Where facts come from, as business addons declare it. No environment."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from odoo.tools import SQL

CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
OWN_COMPANY = SQL("r.company_id")
NO_JOIN = SQL("")


class Watch(NamedTuple):
    """A table whose rows decide about facts: a change of a row makes days dirty.

    All expressions are over ``r``, the row before or after the change, and the joined tables.
    They hold no parameters: they become part of a function in the database.

    :param str table: name of the table
    :param tuple columns: an update that changes none of them is ignored
    :param SQL moment: the timestamp in UTC, or the date, whose day gets dirty; empty ones count
        for no day
    :param SQL company: id of the company; where it is empty the day gets dirty for all companies
    :param SQL join: ``JOIN …`` to the tables that the other expressions need
    :param bool is_date: ``moment`` is a date and not a timestamp
    """

    table: str
    columns: tuple
    moment: SQL
    company: SQL = OWN_COMPANY
    join: SQL = NO_JOIN
    is_date: bool = False


@dataclass(frozen=True)
class Source:
    """Facts that come from one place: one SELECT for any set of days.

    :param str code: unique, lower case; ``kms.metric.source`` names it
    :param tuple watches: every table the SELECT reads, see :class:`Watch`
    :param select: called with an environment and :class:`Days`; gives SQL for rows of
        ``(date, kms_channel, user_id, categ_id, campaign_id, metric, value)``, ``metric`` being a
        code. Rows of equal keys are summed up, rows of unknown metrics ignored.
    :param bool subjects: the rows end with one more column, the id of what the figure is about:
        a record of the figure's ``subject_model``
    :param members: the same for ``(month, kms_channel, metric, partner_id)``: who belongs to a
        month, for figures that count distinct people. The days are whole months.
    :param ledger: the same for ``(date, metric, value)``: what the books say of those days. The
        nightly check compares it with the facts of those metrics.
    """

    code: str
    watches: tuple
    select: Callable
    members: Callable | None = None
    ledger: Callable | None = None
    subjects: bool = False

    def __post_init__(self):
        if not CODE.fullmatch(self.code):
            raise ValueError(self.code)

    @property
    def module(self):
        """Name of the addon that declares it."""
        path = self.select.__module__.split(".")
        return path[2] if path[:2] == ["odoo", "addons"] else ""
