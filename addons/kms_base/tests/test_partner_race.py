import threading
import time
from functools import partial
from unittest.mock import patch

from odoo import api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

CLIENTS = 20
PHONE = "+237 699 98 76 54"


@tagged("post_install", "-at_install", "kms_race")
class TestPartnerRace(BaseCase):
    """Real transactions that commit: the usual test cursor has no rivals."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # the referee holds this lock while it runs the tests
        patcher = patch.object(Registry, "_lock", DummyRLock())
        patcher.start()
        self.addCleanup(patcher.stop)
        self._clean()
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["res.partner"].search([("phone_sanitized", "=", "+237699987654")]).unlink()

    def _client(self, barrier, ids, number):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"no_reset_password": True})
            # the snapshot that a request has once it knows its user
            cr.execute("SELECT 1")
            barrier.wait(timeout=30)

            def request():
                vals = {"name": f"Client {number}"}
                return env["res.partner"]._kms_find_or_create_by_phone(PHONE, vals).id

            ids[number] = retrying(partial(request), env)

    def test_one_card_for_all(self):
        barrier, ids = threading.Barrier(CLIENTS), {}
        started = time.monotonic()
        threads = [
            threading.Thread(target=self._client, args=(barrier, ids, number), daemon=True)
            for number in range(CLIENTS)
        ]
        with mute_logger("odoo.service.model", "odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=60)
        self.assertEqual(len(ids), CLIENTS, "a client got no answer")
        self.assertEqual(len(set(ids.values())), 1)
        self.assertLess(time.monotonic() - started, 30)
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM res_partner WHERE phone_sanitized = '+237699987654'")
            self.assertEqual(cr.fetchone()[0], 1)
