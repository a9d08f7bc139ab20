"""What the queue does inside the database. No environment.

Each statement of a call is small, and planning it took longer than running it. Here there are few,
simple ones, planned as they are reached, without the way between Odoo and the database.
"""

import hashlib

from odoo.tools import SQL

from .deal import DEAL
from .record import RECORD

PREFIX = "kms_call_queue_"


def _named(kind, body):
    # the name changes with the body: servers of two versions do not take each other's away
    return f"{PREFIX}{kind}_{hashlib.sha256(body.encode()).hexdigest()[:8]}", body


_NAMED = {kind: _named(kind, body) for kind, body in (("deal", DEAL), ("record", RECORD))}


def name(kind):
    """Name of a function: ``deal`` or ``record``.

    :rtype: SQL
    """
    return SQL.identifier(_NAMED[kind][0])


def wanted():
    """Return what should be installed: name of the function -> its definition.

    :rtype: dict[str, str]
    """
    return dict(_NAMED.values())


def create(function, definition):
    """Statement that installs a function.

    :param str function: name
    :param str definition: arguments, what it returns, and its body; no parameters
    :rtype: SQL
    """
    # conformity: sql one of this folder's constants
    return SQL("CREATE OR REPLACE FUNCTION %s %s", SQL.identifier(function), SQL(definition))


def drop(names):
    """Statements that take functions away.

    :rtype: list[SQL]
    """
    return [SQL("DROP FUNCTION IF EXISTS %s", SQL.identifier(function)) for function in names]
