import threading
from types import SimpleNamespace
from unittest.mock import Mock, patch

import psycopg2

from odoo.http import RegistryError
from odoo.modules.registry import Registry
from odoo.sql_db import PsycoConnection, connection_info_for
from odoo.tests import TransactionCase, tagged

from ..connections import ATTEMPTS, ask_again, say_lost


@tagged("post_install", "-at_install")
class TestConnections(TransactionCase):
    """What happens when a connection ends, idle or while a request is served."""

    def setUp(self):
        super().setUp()
        self.calls = 0
        self.request = SimpleNamespace(
            db="there", session=None, _get_session_and_dbname=lambda: ("session", "there")
        )
        self.registry = SimpleNamespace(_db_readonly=object())
        known = SimpleNamespace(get={"there": self.registry}.get)
        self.startPatcher(patch.object(Registry, "registries", known))
        thread = threading.current_thread()
        mode = getattr(thread, "cursor_mode", None)
        self.addCleanup(setattr, thread, "cursor_mode", mode)

    def serve(self, mode, error, failures):
        """Serve a request that fails so many times."""

        def serve(_request):
            self.calls += 1
            threading.current_thread().cursor_mode = mode
            if self.calls <= failures:
                raise error
            return "answer"

        return ask_again(serve)(self.request)

    def test_what_reads_is_asked_again(self):
        for error in (psycopg2.OperationalError("gone"), psycopg2.InterfaceError("closed")):
            self.calls = 0
            self.assertEqual(self.serve("ro", error, 2), "answer")
            self.assertEqual(self.calls, 3)
        self.assertEqual(self.request.session, "session")

    def test_lost_before_it_was_at_work(self):
        self.assertEqual(self.serve(None, RegistryError("lost"), 1), "answer")

    def test_not_for_ever(self):
        with self.assertRaises(psycopg2.OperationalError):
            self.serve("ro", psycopg2.OperationalError("gone"), 100)
        self.assertEqual(self.calls, ATTEMPTS)

    def test_what_writes_is_never_done_again(self):
        for mode in ("rw", "ro->rw"):
            self.calls = 0
            with self.assertRaises(psycopg2.OperationalError):
                self.serve(mode, psycopg2.OperationalError("gone"), 1)
            self.assertEqual(self.calls, 1)

    def test_without_a_replica_nothing_changes(self):
        self.registry._db_readonly = None
        with self.assertRaises(RegistryError):
            self.serve(None, RegistryError("lost"), 1)
        self.assertEqual(self.calls, 1)

    def test_other_errors_are_shown(self):
        with self.assertRaises(ValueError):
            self.serve("ro", ValueError("wrong"), 1)
        self.assertEqual(self.calls, 1)

    def test_an_idle_connection_that_is_lost(self):
        """Odoo's pool makes a new one for an OperationalError, and for nothing else."""
        for error in (psycopg2.DatabaseError("lost"), psycopg2.OperationalError("lost")):
            with self.assertRaises(psycopg2.OperationalError):
                say_lost(Mock(side_effect=error))(None)
        with self.assertRaises(ValueError):
            say_lost(Mock(side_effect=ValueError("wrong")))(None)


@tagged("post_install", "-at_install")
class TestBorrowing(TransactionCase):
    """A connection that is borrowed again knows nothing of who had it before."""

    def setUp(self):
        super().setUp()
        _name, info = connection_info_for(self.env.cr.dbname)
        self.connection = psycopg2.connect(connection_factory=PsycoConnection, **info)
        self.addCleanup(self.connection.close)

    def ask(self, statement):
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None

    def test_what_was_set_is_gone(self):
        before = self.ask("SHOW work_mem")
        self.ask("SET work_mem = '77kB'; SET TIME ZONE 'Asia/Tokyo'")
        self.ask("CREATE TEMP TABLE kms_left (id int)")
        self.ask("PREPARE kms_left AS SELECT 1")
        self.ask("DECLARE kms_left CURSOR WITH HOLD FOR SELECT 1")
        self.ask("LISTEN kms_left; SELECT pg_advisory_lock(42)")
        self.connection.commit()
        self.connection.set_session("SERIALIZABLE", readonly=True)
        self.ask("SELECT 1")
        self.connection.reset()
        self.assertEqual(self.ask("SHOW work_mem"), before)
        self.assertNotEqual(self.ask("SHOW timezone"), "Asia/Tokyo")
        self.assertEqual(self.ask("SHOW transaction_isolation"), "read committed")
        self.assertEqual(self.ask("SHOW transaction_read_only"), "off")
        self.assertIsNone(self.ask("SELECT to_regclass('pg_temp.kms_left')::text"))
        for left in (
            "SELECT COUNT(*) FROM pg_prepared_statements",
            "SELECT COUNT(*) FROM pg_cursors WHERE name = 'kms_left'",
            "SELECT COUNT(*) FROM pg_listening_channels()",
            "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
        ):
            self.assertEqual(self.ask(left), 0, left)
        self.assertFalse(self.connection.autocommit)

    def test_an_open_transaction_is_rolled_back(self):
        self.ask("SET LOCAL work_mem = '77kB'")
        self.connection.reset()
        self.assertNotEqual(self.ask("SHOW work_mem"), "77kB")

    def test_lost_while_idle(self):
        pid = self.ask("SELECT pg_backend_pid()")
        self.connection.commit()
        self.env.cr.execute("SELECT pg_terminate_backend(%s)", [pid])
        with self.assertRaises(psycopg2.OperationalError):
            self.connection.reset()
