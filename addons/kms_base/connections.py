"""Connections to PostgreSQL that were lost: nobody reads of it who can be answered.

After a crash of the database, psycopg2 calls the loss of an idle connection a DatabaseError, where
Odoo's pool expects an OperationalError to make a new one: each process would answer 500 once.

A reading request whose replica goes away in the middle is answered by the primary.
Odoo passes over a replica that it cannot reach, but shows an error when the replica ends a
connection that is at work, and «not found» when that happens while it looks for changes of the
registry. What only reads can be done again: the next attempt gets a new cursor, from the primary
when the replica is away. Without ``db_replica_host`` nothing changes.

Each request borrows a connection from the pool, which resets it: psycopg2 sends DISCARD ALL, and
the database plans all over again what its own functions, triggers and foreign keys do. That is more
than half of a short transaction. A connection stays with one database and one user, so all is
discarded but these plans; the database makes them anew by itself when a table or its statistics
change.
"""

import functools
import logging
import threading

import psycopg2

from odoo.http import RegistryError, Request
from odoo.modules.registry import Registry
from odoo.sql_db import PsycoConnection

_logger = logging.getLogger(__name__)

# DISCARD ALL as PostgreSQL's manual spells it out, without DISCARD PLANS.
DISCARD = """
CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *;
SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES
"""

ATTEMPTS = 3
# The first two are also what a query says that stands in the way of the replica's own work.
LOST = (psycopg2.OperationalError, psycopg2.InterfaceError, RegistryError)


def keep_plans(connection):
    """``PsycoConnection.reset``, the plans of the database's own statements kept."""
    connection.rollback()
    # what was set on this side goes as well; outside of autocommit this sends nothing
    connection.set_session("DEFAULT", "DEFAULT", "DEFAULT", autocommit=False)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(DISCARD)
    connection.autocommit = False


def say_lost(reset):
    """Wrap ``PsycoConnection.reset``: a connection that is lost is an OperationalError."""

    @functools.wraps(reset)
    def wrapped(connection):
        try:
            reset(connection)
        except psycopg2.OperationalError:
            raise
        except psycopg2.DatabaseError as error:
            raise psycopg2.OperationalError(str(error)) from error

    return wrapped


def ask_again(serve):
    """Wrap ``Request._serve_db``: a request that has only read is served anew."""

    @functools.wraps(serve)
    def served(request):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return serve(request)
            except LOST as error:
                if attempt == ATTEMPTS or not _has_only_read(request.db):
                    raise
                _logger.info("the replica went away, asking again: %s", error)
            request.session = request._get_session_and_dbname()[0]
            threading.current_thread().cursor_mode = None
        return None  # never reached: the last attempt returns or raises

    return served


def _has_only_read(database):
    """Whether the request was at work on a replica, or not yet at work at all."""
    registry = Registry.registries.get(database)
    if registry is None or registry._db_readonly is None:
        return False
    return threading.current_thread().cursor_mode in (None, "ro")


PsycoConnection.reset = say_lost(keep_plans)
Request._serve_db = ask_again(Request._serve_db)
